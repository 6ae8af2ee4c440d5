"""The site's addresses: the archive, the admin, signing in."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeDoneView
from django.urls import include, path
from django.views.generic import RedirectView

from articles.views.health import favicon, health, robots
from newsarchive.sign_in import ThrottledPasswordChangeView

urlpatterns = [
    path("health/", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("accounts/login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", ThrottledPasswordChangeView.as_view(), name="password_change"),
    path("accounts/password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    # The admin's own form does not count wrong passwords.
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change")),
    path("admin/desk/", include("articles.desk.urls")),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
