"""A person's name in the contact of a row is noticed; a role's is not."""

import pytest

from subprocessors.admin.personal_contacts import looks_personal


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe",
        "Jane Roe, Data Protection Officer, dpo@acme.example",
        "Data Protection Officer: José María Ñúñez",
        "Dr. Roe",
        "Attn: Mr Roe, privacy@acme.example",
        "jane.roe@acme.example",
        "Acme Mail\nJane Roe\n+1 555 0100",
        "acmeprivacy@gmail.com",
        "J. Roe (privacy@acme.example)",
    ],
)
def test_a_persons_name_or_private_address_is_noticed(text):
    assert looks_personal(text, names=("Acme Mail", "Acme Mail Inc."))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "privacy@acme.example",
        "data-protection@acme.example",
        "dpo+eu@acme.example",
        "Data Protection Officer, Acme Mail Inc., privacy@acme.example",
        "Acme Mail",
        "Legal Department",
        "https://acme.example/privacy-request",
        "Please write to our privacy team",
        "Roe GmbH",
        "+49 30 1234567",
    ],
)
def test_a_role_a_company_or_a_form_is_not(text):
    assert not looks_personal(text, names=("Acme Mail", "Acme Mail Inc."))
