"""Who may do what: every address and every admin action is tried with each role, and without one.

Addresses come from the URLconf and actions from the admin's registry, so that a new one is tried too. What is in the
namespace `desk`, what an admin adds to Django's pages, and every action takes a curator; another writer that no table
below knows fails here with its name.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from articles.models import Company
from articles.store.roles import ADMINISTRATOR, CURATOR, READER, give_role, make_roles
from tests.admin.test_registry import FACTORIES
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STRANGER, ACCOUNT = "a stranger", "an account without a role"
EVERYONE = (STRANGER, ACCOUNT, READER, CURATOR, ADMINISTRATOR)  # each may do what those before it may
OPEN_MODULES = ("articles.views.", "articles.api.", "articles.feeds", "newsarchive.")
SIGNING = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
    "admin:password_change",
    "admin:password_change_done",
}

# Addresses outside the admin that write: who may open them.
DESK = {
    "articles:saved_searches": ACCOUNT,
    "articles:save_search": ACCOUNT,
    "articles:remove_saved_search": ACCOUNT,
    "articles:api_captures": None,  # a token opens it, no account does
    "articles:bookmarklet": CURATOR,
    "articles:capture_save": CURATOR,
    "articles:capture_window": CURATOR,
    "articles:saved_search": STRANGER,  # whoever was given the address
}
# The admin's own pages beside those of its tables.
ADMIN = {
    "admin:index": CURATOR,
    "admin:app_list": CURATOR,
    "admin:autocomplete": CURATOR,
    "admin:view_on_site": CURATOR,
    "admin:auth_user_password_change": ADMINISTRATOR,
}
DELETED_BY_CURATORS = {
    "company", "companyalias", "person", "place", "topic", "source", "sourcealias", "synonymgroup", "feed",
}  # fmt: skip


# Actions of the admin's lists that take more than a curator.
ACTIONS = {"purge": ADMINISTRATOR}


def addresses(patterns=None, space=""):
    """Every address of the site as (name, pattern, view); the name is None where it has none."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield one.name and space + one.name, one.pattern, one.callback


ADDRESSES = sorted({name: (pattern, view) for name, pattern, view in addresses() if name}.items())
MODEL_PAGES = {
    f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}": (
        model._meta.app_label,
        model._meta.model_name,
        page,
    )
    for model in admin.site._registry
    for page in ("changelist", "add", "history", "delete", "change")
}


def least_role(name, view):
    """Who may open an address, by the tables above; None where nobody may."""
    if name in DESK | ADMIN:
        return (DESK | ADMIN)[name]
    if name.startswith("desk:"):
        return CURATOR
    if name in MODEL_PAGES:
        return least_role_of_page(*MODEL_PAGES[name])
    module = getattr(view, "__module__", "")
    if name.startswith("admin:articles_"):
        return CURATOR
    if name in SIGNING or (not name.startswith("admin:") and module.startswith(OPEN_MODULES)):
        return STRANGER
    pytest.fail(f"Nothing says who may open {name!r} ({module}): name it in DESK or ADMIN of this test.")


def least_role_of_page(app, model, page):
    if app != "articles":
        return ADMINISTRATOR
    if page in ("changelist", "history", "change"):
        return CURATOR
    registered = {one._meta.model_name: model_admin for one, model_admin in admin.site._registry.items()}
    by_nature = type(registered[model])
    if page == "add":
        return None if forbids(by_nature, "add") else CURATOR
    return CURATOR if model in DELETED_BY_CURATORS else (None if forbids(by_nature, "delete") else ADMINISTRATOR)


def test_every_address_of_our_own_has_a_name_and_is_tried():
    nameless = [(str(pattern), view.__module__) for name, pattern, view in addresses() if not name]
    assert nameless
    assert [one for one in nameless if not one[1].startswith("django.")] == []


def forbids(model_admin, verb):
    """Whether an admin refuses everyone, a superuser too."""
    request = RequestFactory().get("/")
    request.user = UserFactory.build(curator=True)
    return not getattr(model_admin, f"has_{verb}_permission")(admin_of(model_admin), request)


def admin_of(model_admin):
    return next(one for one in admin.site._registry.values() if type(one) is model_admin)


def is_tried(name):
    """Of the pages of other apps' tables the lists alone: their rows have no factories here."""
    app, _, page = MODEL_PAGES.get(name, ("articles", "", ""))
    return app in ("articles", "auth") or page == "changelist"


@pytest.fixture
def people():
    """A client for everyone."""
    clients = {}
    for role in EVERYONE:
        clients[role] = Client(raise_request_exception=False)
        if role != STRANGER:
            user = UserFactory()
            give_role(username=user.username, role=role if role != ACCOUNT else None)
            clients[role].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def address_of(name, pattern):
    """An address with something in each of its places."""
    models = {one._meta.model_name: one for one in admin.site._registry}
    model = next((part for part in name.split("_")[1:2] if part in models), "")
    if model in FACTORIES:
        pk = FACTORIES[model]().pk
    else:
        pk = Group.objects.get_or_create(name="others")[0].pk if model == "group" else UserFactory().pk
    values = {"object_id": pk, "id": pk, "pk": pk, "kind": "company", "name": "company", "form": "bibtex",
              "app_label": "articles", "content_type_id": ContentType.objects.get_for_model(Company).pk}  # fmt: skip
    kinds = {"IntConverter": 1, "UUIDConverter": uuid4()}
    named = {key: kinds.get(type(converter).__name__, "x") for key, converter in pattern.converters.items()}
    if not named and isinstance(pattern, RegexPattern):
        named = dict.fromkeys(pattern.regex.groupindex, "x")
    query = "?app_label=articles&model_name=tagging&field_name=company" if name == "admin:autocomplete" else ""
    return reverse(name, kwargs={key: values.get(key, kind) for key, kind in named.items()}) + query


def is_refused(response):
    to_sign_in = response.status_code == 302 and "login" in response["Location"]
    return to_sign_in or response.status_code in (401, 403)


@pytest.mark.parametrize("name", [name for name, _ in ADDRESSES if name not in SIGNING and is_tried(name)])
def test_an_address_opens_for_its_role_and_for_no_lesser_one(people, name):
    pattern, view = dict(ADDRESSES)[name]
    least = least_role(name, view)
    address = address_of(name, pattern)
    for role in EVERYONE:
        may = least is not None and EVERYONE.index(role) >= EVERYONE.index(least)
        tries = [people[role].get(address)]
        if not may:
            tries.append(people[role].post(address))  # where it may be done, the act's own test does it
        for answer in tries:
            if answer.status_code != 405:
                assert is_refused(answer) is not may, f"{role} {'may' if may else 'may not'} open {name}"


def test_every_address_with_a_writer_behind_it_is_told():
    told = {name: least_role(name, view) for name, (_, view) in ADDRESSES}
    assert set(told.values()) <= {*EVERYONE, None}
    assert DESK.keys() | ADMIN.keys() <= told.keys()


ADMIN_ACTIONS = sorted(
    {
        (model._meta.model_name, action)
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "articles"
        for action in (getattr(one, "__name__", one) for one in model_admin.actions or ())
    }
)


@pytest.mark.parametrize(("model", "action"), ADMIN_ACTIONS)
def test_an_action_is_done_for_its_role_and_for_no_lesser_one(people, monkeypatch, model, action):
    [model_admin] = [one for key, one in admin.site._registry.items() if key._meta.model_name == model]
    done = []
    original = getattr(type(model_admin), action)

    def spy(self, request, queryset):
        done.append(request.user.username)

    spy.__dict__.update(original.__dict__)
    monkeypatch.setattr(type(model_admin), action, spy)
    row = FACTORIES[model]()
    for role in EVERYONE:
        done.clear()
        address = reverse(f"admin:articles_{model}_changelist")
        people[role].post(address, {"action": action, "_selected_action": [row.pk]})
        may = EVERYONE.index(role) >= EVERYONE.index(ACTIONS.get(action, CURATOR))
        assert bool(done) is may, f"{role} {'may' if may else 'may not'} {action} {model}"


def test_only_administrators_find_deleting_many_of_what_is_no_vocabulary(people):
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label != "articles":
            continue
        for role in (CURATOR, ADMINISTRATOR):
            request = RequestFactory().get("/")
            request.user = people[role].get(reverse("admin:index")).wsgi_request.user
            if "delete_selected" in model_admin.get_actions(request):
                assert role == ADMINISTRATOR or model._meta.model_name in DELETED_BY_CURATORS, model


def test_a_role_replaces_the_one_before_and_brings_a_curator_to_the_desk(capsys):
    user = UserFactory(username="ada")
    call_command("give_role", "ada", "curator")
    assert list(user.groups.values_list("name", flat=True)) == ["curator"]
    user.refresh_from_db()
    assert user.is_staff
    call_command("give_role", "ada", "reader")
    assert list(user.groups.values_list("name", flat=True)) == ["reader"]
    call_command("give_role", "ada", "none")
    user.refresh_from_db()
    assert (user.groups.count(), user.is_staff) == (0, False)
    with pytest.raises(CommandError, match="no account"):
        call_command("give_role", "nobody", "reader")


def test_roles_are_made_once_and_keep_their_permissions(django_assert_max_num_queries):
    make_roles()
    with django_assert_max_num_queries(10):
        make_roles()
