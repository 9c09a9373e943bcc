"""Find people by what they are called in addresses."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0001_person")]
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["username", "id"], name="person_by_username")),
    ]
