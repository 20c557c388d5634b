# The portal's commands. PYTHON names the Python that builds .venv; settings are in README.md.

PYTHON ?= python3
RUN := .venv/bin/python

help:
	@echo 'make run    serve the portal at http://127.0.0.1:8000 (until you make your own: a sample)'
	@echo 'make new    make an empty portal of your own'
	@echo 'make test   run every test (ARGS="-k name" runs some)'
	@echo 'make bench  measure the slow parts'

run:
	@$(PYTHON) install.py requirements.txt
	@exec $(RUN) manage.py runportal

new:
	@$(PYTHON) install.py requirements.txt
	@exec $(RUN) manage.py newportal

test:
	@$(PYTHON) install.py requirements.txt requirements-dev.txt
	@$(RUN) -m pytest --numprocesses auto $(ARGS)

bench:
	@$(PYTHON) install.py requirements.txt
	@$(RUN) -m benchmarks $(ARGS)

.PHONY: help run new test bench
