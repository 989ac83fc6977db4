# Run inside an environment with the dev extra: python -m pip install --require-hashes -r requirements.lock

set shell := ["bash", "-euo", "pipefail", "-c"]

# List the tasks.
default:
    @just --list

# Everything a change must pass.
check: format-check lint types imports test

# Rewrite the files as the formatter and the safe fixes want them.
format:
    ruff check --fix-only .
    ruff format .

# Fail if the formatter would change a file.
format-check:
    ruff format --check .

# Lint.
lint:
    ruff check .

# Type check.
types:
    mypy

# Hold the arrows between the packages.
imports:
    lint-imports

# The quick tests; arguments go to pytest.
test *arguments:
    python -m pytest -n auto {{ arguments }}

# The slow tests.
slow *arguments:
    python -m pytest -n auto -m slow {{ arguments }}

# All tests, each property with many more and ever new examples.
thorough *arguments:
    python -m pytest -n auto -m '' --hypothesis-profile=thorough {{ arguments }}

# Renew the locked versions; pass --upgrade for newer ones.
lock *arguments:
    uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --all-extras \
        --custom-compile-command 'just lock' {{ arguments }} pyproject.toml -o requirements.lock
