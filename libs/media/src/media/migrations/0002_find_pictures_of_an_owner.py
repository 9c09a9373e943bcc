"""What is erased with an account."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("media", "0001_pictures")]
    operations = [AddIndexConcurrently("picture", models.Index(fields=["owner_id"], name="pictures_of_owner"))]
