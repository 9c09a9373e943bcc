"""The tests' service answers nothing."""

urlpatterns: list[object] = []
