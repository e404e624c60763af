"""Groups of settings are part of the settings, and no setting is in two groups."""

from server.setting_groups import LimitSettings, TraceSettings
from server.settings import Settings


def test_every_group_is_part_of_the_settings() -> None:
    for group in (LimitSettings, TraceSettings):
        assert group.model_fields.keys() <= Settings.model_fields.keys()
    assert LimitSettings.model_fields.keys().isdisjoint(TraceSettings.model_fields)


def test_the_variables_of_a_group_have_the_prefix_of_all() -> None:
    assert Settings.model_config["env_prefix"] == "AUCTION_"
    assert Settings(traces_share=0.5).traces_share == 0.5
