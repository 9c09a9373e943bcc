"""Every address of the auth service."""

from django.urls import path

from accounts.views import archives, deletions, emails, passwords, second_factors, staff
from accounts.views import sessions as views
from chassis.http import account_paths  # noqa: F401 - registers the converter

app_name = "accounts"

urlpatterns = [
    path(".well-known/jwks.json", views.PublicKeySet.as_view(), name="jwks"),
    path("api/v1/auth/register/", views.Registration.as_view(), name="registration"),
    path("api/v1/auth/login/", views.Login.as_view(), name="login"),
    path("api/v1/auth/refresh/", views.Refresh.as_view(), name="refresh"),
    path("api/v1/auth/logout/", views.Logout.as_view(), name="logout"),
    path("api/v1/auth/logout/all/", views.LogoutEverywhere.as_view(), name="logout-everywhere"),
    path("api/v1/auth/me/", views.Me.as_view(), name="me"),
    path("api/v1/auth/account/", deletions.AccountDeletion.as_view(), name="account"),
    path("api/v1/auth/account/deletion/<uuid:deletion_id>/", deletions.DeletionDetail.as_view(), name="deletion"),
    path("api/v1/users/me/", deletions.AccountDeletion.as_view(), name="profile-own"),
    path("api/v1/users/<account:account>/", deletions.ProfileDeletion.as_view(), name="profile-detail"),
    path("api/v1/auth/sessions/", views.Sessions.as_view(), name="session-list"),
    path("api/v1/auth/sessions/<uuid:session_id>/", views.SessionDetail.as_view(), name="session-detail"),
    path("api/v1/auth/admin/accounts/", staff.StaffAccounts.as_view(), name="staff-account-list"),
    path("api/v1/auth/admin/accounts/<uuid:account_id>/", staff.StaffAccountDetail.as_view(), name="staff-account"),
    path(
        "api/v1/auth/admin/accounts/<uuid:account_id>/suspension/",
        staff.AccountSuspension.as_view(),
        name="account-suspension",
    ),
    path("api/v1/auth/admin/accounts/<uuid:account_id>/roles/", staff.AccountRoles.as_view(), name="account-roles"),
    path("api/v1/auth/admin/audit-log/", staff.AuditLog.as_view(), name="audit-log"),
    path("api/v1/auth/email/verify/", emails.EmailVerification.as_view(), name="email-verification"),
    path("api/v1/auth/email/resend/", emails.EmailResending.as_view(), name="email-resending"),
    path("api/v1/auth/email/change/", emails.EmailChange.as_view(), name="email-change"),
    path("api/v1/auth/password/change/", passwords.PasswordChange.as_view(), name="password-change"),
    path("api/v1/auth/password/reset/", passwords.PasswordResetRequest.as_view(), name="password-reset"),
    path("api/v1/auth/password/reset/confirm/", passwords.PasswordReset.as_view(), name="password-reset-confirm"),
    path("api/v1/auth/export/", archives.Archives.as_view(), name="archive-list"),
    path("api/v1/auth/export/<uuid:archive_id>/", archives.ArchiveDetail.as_view(), name="archive-detail"),
    path("api/v1/auth/totp/", second_factors.SecondFactor.as_view(), name="totp"),
    path("api/v1/auth/totp/confirm/", second_factors.SecondFactorConfirmation.as_view(), name="totp-confirm"),
    path("api/v1/auth/totp/disable/", second_factors.SecondFactorEnd.as_view(), name="totp-disable"),
]
