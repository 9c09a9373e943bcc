"""Find the accounts whose state has changed, and the staff, without reading all others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0006_suspensions_and_audit_log")]

    operations = [
        AddIndexConcurrently(
            model_name="account",
            index=models.Index(condition=models.Q(("state_version__gt", 1)), fields=["id"], name="account_with_state"),
        ),
        AddIndexConcurrently(
            model_name="account",
            index=models.Index(
                condition=models.Q(("roles", ["user"]), _negated=True), fields=["id"], name="account_of_staff"
            ),
        ),
    ]
