"""What a training noted on its way, as rows and as a table."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class History(list[dict[str, Any]]):
    """Rows as they were logged: `step`, `epoch`, `loss`, `accuracy`, at an epoch's end also `validation_...`."""

    def frame(self) -> "pd.DataFrame":
        """A line for each row, a column for each name; a number that was not noted is missing (NaN)."""
        import pandas as pd

        return pd.DataFrame(self)
