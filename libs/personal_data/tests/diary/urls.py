"""The tests' service has no address of its own."""

urlpatterns: list = []
