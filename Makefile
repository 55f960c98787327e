# Shorthand; `python3 manage.py up` and `python3 manage.py test` do the same without make.
.PHONY: run test check bench bench-import screenshots trial-slots trial-hostile

run:
	@python3 manage.py up

test:
	@python3 manage.py test

check: .venv/bin/ruff
	@.ci/check

# Every benchmark, or one: `make bench-photos` runs benchmarks/photos.py.
bench: .venv/bin/ruff
	@for file in $(wildcard benchmarks/[a-z]*.py); do \
		.venv/bin/python -m benchmarks.$$(basename $$file .py) || exit 1; \
	done

bench-%: .venv/bin/ruff
	@.venv/bin/python -m benchmarks.$*

bench-import: bench-imports

# Every page at 360 and 1280 px, light and dark, with what axe and the console find.
screenshots: .venv/bin/ruff
	@.venv/bin/python -m tests.screenshots

.venv/bin/ruff:
	@python3 manage.py version

# Ten thousand family cards, each raced for by eight processes: never three on two places.
trial-slots: .venv/bin/ruff
	@.venv/bin/python -m tests.faults.slots

# Ten thousand hostile submissions over HTTP and through the forms: a page each, nothing stored.
trial-hostile: .venv/bin/ruff
	@.venv/bin/python -m tests.faults.trial_hostile
