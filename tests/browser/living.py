"""A space that has been lived in: agents with memories, talks, tools and models, as screens are looked at with."""

from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say

PLAN = """Here is a plan for **three days**, with time to read:

| Day | Morning | Afternoon |
|---|---|---|
| Fri | Train to Chur | Old town, *Café Zschaler* |
| Sat | Walk along the Rhine gorge | Reading by the lake |
| Sun | Market | Home by 17:00 |

1. Book the **Rhaetian Railway** early: saver fares go quickly.
2. Pack layers; mornings are 6 °C.

```python
fares = {"saver": 29.0, "full": 58.0}
print(min(fares.values()))
```

> Tell me if Saturday is too long, and I'll cut it."""

PASSAGES = [
    ("Ada read The Left Hand of Darkness in May and loved the journey across the ice.", ["books"]),
    ("The landlord of Limmatstrasse answers letters, not mails.", ["home"]),
    ("Allergic to hazelnuts; carries no pen for it.", ["health"]),
    ("Wants to see the Rhine gorge before the snow comes.", ["travel", "plans"]),
    ("Practises the cello on Tuesdays, after eight.", ["music"]),
]

TOOL = '''
def train_fare(origin: str, destination: str, class_: int = 2) -> str:
    """What a ticket costs.

    Args:
        origin (str): Where the journey begins.
        destination (str): Where it ends.
        class_ (int): First or second.
    """
    return f"{origin} to {destination}: 29 francs"
'''


def live(tab: Tab, model: ModelServer) -> str:
    """Fill a fresh space, and return the id of the agent that most of it is about."""
    first = tab.agent_id()
    tab.ask("My name is Ada and I live in Zurich.")
    tab.ask("I love trains, old bookshops and quiet mornings.")
    tab.think_with(model.url)
    for text, tags in PASSAGES:
        tab.call("POST", f"v1/agents/{first}/archival-memory", {"text": text, "tags": tags})
    tool = tab.call("POST", "v1/tools/", {"source_code": TOOL, "default_requires_approval": True})
    tab.call("PATCH", f"v1/agents/{first}/tools/attach/{tool['id']}", {})
    _talk(tab, model)
    for name, about in (
        ("Latin tutor", "A patient teacher."),
        ("Garden notes", "Keeps what was sown where."),
    ):
        block = {"label": "persona", "value": about}
        agent = {"name": name, "model": "lettawasm/offline", "memory_blocks": [block], "tags": ["study"]}
        tab.call("POST", "v1/agents/", agent)
    return first


def _talk(tab: Tab, model: ModelServer) -> None:
    insert = {"label": "human", "new_string": "Wants to see the Rhine gorge before the snow comes."}
    model.script(
        Say(
            reasoning="She likes trains and quiet. The gorge is near, and she hasn't seen it.",
            calls=[("memory_insert", insert)],
        ),
        Say(PLAN),
        Say("Let me ask for the fare.", calls=[("train_fare", {"origin": "Zurich", "destination": "Chur"})]),
    )
    tab.ask("Plan a long weekend for me. Somewhere with trains.")
    tab.say("What does the train cost?")
    tab.page.get_by_role("button", name="Allow").first.wait_for()
