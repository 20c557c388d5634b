# The portal's commands. PYTHON names the Python that builds .venv; settings are in README.md.

PYTHON ?= python3
RUN := .venv/bin/python

help:
	@echo 'make run    serve the portal at http://127.0.0.1:8000 (until you make your own: a sample)'
	@echo 'make new    make an empty portal of your own'
	@echo 'make demo   serve a demo: an invented company with forty sub-processors; nothing is kept'
	@echo 'make test   run every test (ARGS="-k name" runs some)'
	@echo 'make bench  measure the slow parts'
	@echo 'make audit  look at the pages as Lighthouse, axe and the Nu HTML checker do'
	@echo 'make pictures  take pictures of every page of the demo'

run:
	@$(PYTHON) install.py requirements.txt
	@exec $(RUN) manage.py runportal

new:
	@$(PYTHON) install.py requirements.txt
	@exec $(RUN) manage.py newportal

# In a folder that is removed again, whatever the portal of one's own is set to.
demo:
	@$(PYTHON) install.py requirements.txt
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && trap exit INT TERM && \
	env -u DATABASE_URL -u PUBLIC_URL -u SECRET_KEY -u EMAIL_URL -u ALLOWED_HOSTS \
	DATA_DIR="$$folder" SEND_NOTICES=0 $(RUN) manage.py runportal --demo

test:
	@$(PYTHON) install.py requirements.txt requirements-dev.txt
	@$(RUN) -m pytest --numprocesses auto $(ARGS)

bench:
	@$(PYTHON) install.py requirements.txt
	@$(RUN) -m benchmarks $(ARGS)

pictures:
	@$(PYTHON) install.py requirements.txt requirements-dev.txt
	@$(RUN) -m benchmarks.audit.pictures $(ARGS)

audit:
	@$(PYTHON) install.py requirements.txt requirements-dev.txt
	@$(RUN) -m benchmarks.audit $(ARGS)

.PHONY: help run new demo test bench pictures audit
