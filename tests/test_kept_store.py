"""Where kept answers stand: within a bound, the pages of today before all others."""

from collections import OrderedDict
from dataclasses import dataclass

import pytest

from subprocessors.front.kept_answers import store as module
from subprocessors.front.kept_answers.store import Store


@dataclass(eq=False)
class Sized:
    """An answer of so many bytes."""

    size: int


def kept(store, key, size=10, *, is_passing=False, generation="g"):
    answer = Sized(size)
    store.keep(generation, key, answer, is_passing=is_passing)
    return answer


@pytest.fixture
def store():
    store = Store(100)
    store.find("g", "begin")
    return store


def keys(store):
    known = [*"abcdefghijklmnopqrstuvwxyz"]
    return "".join(key for key in known if key in store._sizes)


def test_what_is_kept_is_found(store):
    answer = kept(store, "a")
    assert store.find("g", "a") is answer
    assert store.find("g", "b") is None


def test_another_generation_drops_all_of_it(store):
    kept(store, "a")
    kept(store, "b", is_passing=True)
    assert store.find("later", "a") is None
    assert (len(store), store.size) == (0, 0)


def test_what_is_of_another_generation_is_not_kept(store):
    kept(store, "a", generation="earlier")
    assert store.find("g", "a") is None


def test_least_lately_used_goes_first(store):
    for key in "abcdefghij":
        kept(store, key)
    store.find("g", "a")
    kept(store, "k")
    assert keys(store) == "acdefghijk"


@pytest.mark.parametrize("is_used", [True, False])
def test_what_passes_goes_before_what_lasts_however_old(store, is_used):
    for key in "abcde":
        kept(store, key)
    for key in "fghij":
        kept(store, key, is_passing=True)
        if is_used:
            store.find("g", key)
    kept(store, "k", 30)
    assert keys(store) == "abcdeijk"


def test_what_passes_pushes_out_its_own_kind_alone(store):
    for key in "abcdefgh":
        kept(store, key)
    for key in "ijklm":
        kept(store, key, is_passing=True)
    assert keys(store) == "abcdefghlm"
    kept(store, "n", 30, is_passing=True)
    assert keys(store) == "abcdefgh"


def test_what_is_larger_than_all_there_is_room_for_is_not_kept(store):
    kept(store, "a", 101)
    kept(store, "b", 101, is_passing=True)
    assert (keys(store), store.size) == ("", 0)


def test_what_is_kept_anew_counts_once(store):
    kept(store, "a", 10)
    kept(store, "a", 30, is_passing=True)
    kept(store, "a", 20)
    assert (len(store), store.size) == (1, 20)


def test_what_has_grown_makes_room(store):
    kept(store, "a", 40)
    answer = kept(store, "b", 40)
    answer.size = 90
    store.weigh("b", answer)
    assert (keys(store), store.size) == ("b", 90)


def test_what_has_grown_but_is_not_kept_any_more_counts_for_nothing(store):
    old = kept(store, "a", 10)
    kept(store, "a", 10)
    old.size = 1000
    store.weigh("a", old)
    store.weigh("b", Sized(1000))
    assert (keys(store), store.size) == ("a", 10)


def test_a_question_is_asked_again_only_within_its_generation(store):
    assert not store.is_asked_again("g", "a")
    assert store.is_asked_again("g", "a")
    store.find("later", "a")
    assert not store.is_asked_again("g", "a")
    assert not store.is_asked_again("later", "a")


def test_so_many_questions_are_remembered_and_no_more(store):
    for number in range(5000):
        store.is_asked_again("g", number)
    assert not store.is_asked_again("g", 0)
    assert store.is_asked_again("g", 4999)
    assert len(store._asked_once) <= 4096


def test_an_answer_that_is_pushed_out_while_it_is_looked_up_is_given(monkeypatch):
    """Looking up takes no lock."""

    class Shelf(OrderedDict):
        def get(self, key):
            found = super().get(key)
            kept(store, "b", 100)
            return found

    monkeypatch.setattr(module, "OrderedDict", Shelf)
    store = Store(100)
    store.find("g", "begin")
    answer = kept(store, "a")
    assert store.find("g", "a") is answer
    assert keys(store) == "b"


def test_who_looks_up_while_another_generation_begins_finds_its_own(monkeypatch):
    waits = []

    class Shelf(OrderedDict):
        def __contains__(self, key):
            if waits and waits.pop():
                store.find("later", key)
                kept(store, key, generation="later")
            return super().__contains__(key)

    monkeypatch.setattr(module, "OrderedDict", Shelf)
    store = Store(100)
    store.find("g", "begin")
    answer = kept(store, "a")
    waits.append(True)
    assert store.find("g", "a") is answer
