"""The request that a job follows from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0012_epochs_and_request_ids")]
    operations = [
        migrations.AddField(model_name="job", name="request_id", field=models.TextField(db_default="", default="")),
    ]
