"""The files that installations are made from: lock files, Dockerfile, docker-compose.yml."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.newsarchive.conftest import PROJECT

LOCKS = ("requirements.txt", "tests/requirements.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((PROJECT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_with_hashes_and_names_no_index(lock):
    lines = (PROJECT / lock).read_text(encoding="utf-8").splitlines()
    requirements = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(requirements) > 20
    assert [line for line in requirements if not re.match(r"[A-Za-z0-9._-]+==\S+( ; .*)? \\$", line)] == []
    assert not any("://" in line for line in lines if not line.lstrip().startswith("#"))


def test_the_tests_run_with_the_very_versions_that_are_served():
    tested = pins("tests/requirements.txt")
    assert {name: (version, tested.get(name)) for name, version in pins("requirements.txt").items()} == {
        name: (version, version) for name, version in pins("requirements.txt").items()
    }


@pytest.fixture
def services():
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def test_both_services_have_health_checks_and_the_web_waits_for_the_database(services):
    assert set(services) == {"web", "worker", "db"}
    assert all("test" in services[name]["healthcheck"] for name in ("web", "db"))
    assert services["web"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert any("/health/" in word for word in services["web"]["healthcheck"]["test"])


def test_a_worker_does_the_background_jobs_and_the_web_service_none(services):
    assert services["worker"]["command"] == ["python", "manage.py", "worker"]
    assert services["worker"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    assert services["web"]["environment"]["NEWSARCHIVE_JOB_WORKERS"] == 0
    for name in ("DATABASE_URL", "PGPASSWORD", "NEWSARCHIVE_SECRET_KEY"):
        assert services["worker"]["environment"][name] == services["web"]["environment"][name]


def test_every_setting_of_the_readme_reaches_the_site_and_its_workers(services):
    """What stands in `.env` alone reaches no container: a service must name it."""
    told = set(re.findall(r"^\| `(NEWSARCHIVE_[A-Z_]+)` \|", (PROJECT / "README.md").read_text(), re.MULTILINE))
    not_of_a_container = {"HOST", "PORT", "VAR", "STATE", "DEBUG", "NER_MODEL", "JOB_WORKERS"}
    told -= {f"NEWSARCHIVE_{name}" for name in not_of_a_container}
    assert len(told) > 15
    assert told - set(services["web"]["environment"]) == set()
    of_the_site = {"ALLOWED_HOSTS", "TRUSTED_ORIGINS", "HTTPS", "PROXIES", "CLOSED", "SAMPLES"}
    assert told - {f"NEWSARCHIVE_{name}" for name in of_the_site} - set(services["worker"]["environment"]) == set()
    handed_on = services["worker"]["environment"]
    assert handed_on["NEWSARCHIVE_CONTACT"] is None  # not set at all where it is not set outside


def test_data_outlives_the_containers(services):
    named = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["volumes"]
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert used == set(named)


def test_secrets_are_asked_for_and_never_written_down(services):
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|SECRET", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), name
    assert "@" in services["web"]["environment"]["DATABASE_URL"]
    assert ":" not in services["web"]["environment"]["DATABASE_URL"].removeprefix("postgresql://").split("@")[0]


def test_the_image_runs_as_an_ordinary_user_and_installs_the_lock():
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER (?!root)\w+", text, re.MULTILINE)
    assert "--no-deps --require-hashes -r requirements.txt" in text
    copied = re.findall(r"^COPY (\S+)", text, re.MULTILINE)
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(ignored)
