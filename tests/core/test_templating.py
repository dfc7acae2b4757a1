"""Templates of people's own: they see data and nothing else, and each comes to an end, however it is written."""

import pytest

from lettawasm.templating import TemplateProblem, check, render
from lettawasm.templating.budget import MOST_COST, MOST_OUTPUT, NODE, Budget
from lettawasm.templating.filters import FILTERS

BLOCKS = [
    {"label": "human", "value": "Name: Ada", "read_only": False, "tags": ["a", "b"]},
    {"label": "persona", "value": "Kind.", "read_only": True, "tags": []},
]
VALUES = {
    "blocks": BLOCKS,
    "memory": {block["label"]: block for block in BLOCKS},
    "likes": {"tea": 3, "rum": 1},
    "n": 3,
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "{% for b in blocks %}{{ loop.index }}/{{ loop.length }} {{ b.label }}: {{ b.value }}\n{% endfor %}",
            "1/2 human: Name: Ada\n2/2 persona: Kind.\n",
        ),
        ("{% for b in blocks if b.read_only %}{{ b.label|upper }}{% else %}none{% endfor %}", "PERSONA"),
        ("{% for k, v in likes|items %}{{ k }}={{ v }};{% endfor %}", "tea=3;rum=1;"),
        ("{{ blocks|map('label')|sort(reverse=true)|join(', ') }}", "persona, human"),
        (
            "{{ blocks|selectattr('read_only')|length }}{{ blocks|rejectattr('label', 'in', ['human'])|count }}",
            "11",
        ),
        ("{{ memory.human.value[6:] }} {{ memory['persona'].value }}", "Ada Kind."),
        ("{{ n * 2 + 1 }} {{ 7 // 2 }} {{ -n }} {{ 'n' ~ n }}", "7 3 -3 n3"),
        ("{% set x = n %}{% if x > 2 and 'Ada' in memory.human.value %}yes{% elif x %}no{% endif %}", "yes"),
        ("{{ nobody|default('someone') }}, {{ 'much' if n is odd else 'little' }}", "someone, much"),
        (
            "{{ likes|tojson }} {{ 'a\nb'|indent(2) }} {{ 'Ada'|replace('a', 'o') }}",
            '{"tea": 3, "rum": 1} a\n  b Ado',
        ),
        ("{{ 'a long text'|truncate(7) }}{# nothing #}{% raw %}{{ x }}{% endraw %}", "a lo...{{ x }}"),
        ("{%- for b in blocks -%} {{ b.tags|first }} {%- endfor -%}", "a"),
    ],
)
def test_a_template_puts_memory_into_words(source, text):
    assert render(source, VALUES) == text


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_that_is_offered_can_be_called(name):
    arguments = {"replace": "('a', 'b')"} | dict.fromkeys(("map", "selectattr", "rejectattr"), "('label')")
    values = dict.fromkeys(("map", "selectattr", "rejectattr"), "blocks") | dict.fromkeys(
        ("int", "round"), "n"
    )
    expression = f"{values.get(name, 'words|join' if name == 'wordcount' else 'words')}|{name}"
    if name in ("capitalize", "lower", "title", "trim", "upper", "string", "indent", "replace", "truncate"):
        expression = f"'Two words'|{name}"
    assert render(f"{{{{ {expression}{arguments.get(name, '')}|tojson }}}}", {**VALUES, "words": ["b", "a"]})


@pytest.mark.parametrize(
    "source",
    [
        "{% for b in blocks %}{{ loop.cycle }}{{ loop.__class__ }}{% endfor %}",
        "{{ memory.items }}",
        "{{ memory.__class__ }}",
        "{{ memory.human.value.upper }}",
        "{{ n.real }}",
        "{{ range }}",
    ],
)
def test_a_template_sees_no_python(source):
    assert render(source, VALUES) == ""


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("a\n{% for %}", 2, "Expected an expression"),
        ("a\n\n{% if n %}", 3, "Unexpected end of template"),
        ("{{ 'x'|center(9) }}", 1, "there is no filter 'center'"),
        ("{{ n is callable }}", 1, "there is no test 'callable'"),
        ("\n{{ range(9) }}", 2, "can't use Call"),
        ("{% macro f() %}{% endmacro %}", 1, "can't use Macro"),
        ("{% include 'x' %}", 1, "can't use Include"),
        ("{% import 'x' as x %}", 1, "can't use Import"),
        ("{% extends 'x' %}", 1, "can't use Extends"),
        ("{% block x %}{% endblock %}", 1, "can't use Block"),
        ("{% set x %}{% endset %}", 1, "can't use AssignBlock"),
        ("{% filter upper %}{% endfilter %}", 1, "can't use FilterBlock"),
        ("{% call f() %}{% endcall %}", 1, "can't use CallBlock"),
        ("{% for x in n recursive %}{% endfor %}", 1, "can't call itself"),
        ("{{ 2 ** 9 }}", 1, "can't use Pow"),
        ("{{ {'a': 1} }}", 1, "can't use Dict"),
        ("{{ [n, n] }}", 1, "only texts and numbers"),
        ("{{ 'a'|join(*blocks) }}", 1, "one by one"),
        ("{{ 1234567890123456 }}", 1, "digits"),
        ("{{ " + "(" * 11 + "1" + ")" * 11 + " }}", 1, "brackets"),
        ("{{ " + "not " * 80 + "1 }}", 1, "parts in one tag"),
        ("{{ " + "-" * 70 + "1 }}", 1, "nested too deeply"),
        ("{% if n %}" * 11 + "{% endif %}" * 11, 1, "blocks within each other"),
        ("{% if n %}" + "{% elif n %}" * 51 + "{% endif %}", 1, "elifs"),
        ("{%- if n %}" * 11 + "{%- endif %}" * 11, 1, "blocks within each other"),
        ("{{ n }}" * 501, 1, "tags"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_line(source, line, why):
    with pytest.raises(TemplateProblem, match=why) as refused:
        check(source)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"line {line}: ")


def test_a_template_has_a_longest_length():
    with pytest.raises(TemplateProblem, match="at most"):
        check("x" * 20_001)


class Counted(Budget):
    """Knows how often it was asked, which is how much a template did."""

    payments = 0

    def pay(self, cost: int) -> None:
        self.payments += 1
        super().pay(cost)


LOOP, END = "{% for a in many %}", "{% endfor %}"


@pytest.mark.parametrize(
    "source",
    [
        LOOP * 10 + "x" + END * 10,
        LOOP * 10 + END * 10,
        "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 400 + "{{ x }}",
        LOOP * 3 + "{{ text|upper|length }}" + END * 3,
        LOOP * 3 + "{% if text == text ~ 'x' %}{% endif %}" + END * 3,
        LOOP * 3 + "{% if 'z' in text %}{% endif %}" + END * 3,
        LOOP * 2 + "{{ many|tojson|length }}" + END * 2,
        LOOP * 3 + "{% if 1 == 1 and 2 == 2 %}{% endif %}" * 100 + END * 3,
        "{{ text|replace('a', text) }}",
        LOOP + "{{ many|sort|unique|join|length }}" + END,
        "{{ many|join(text) }}",
        "{{ lines|indent(40)|replace('\n', text) }}",
        "{% set x = text %}" + "{% set x = x|replace('a', 'aaaaaaaaaa') %}" * 99 + "{{ x }}",
    ],
)
def test_a_hostile_template_ends_because_its_budget_does(source):
    values = {"many": ["word"] * 1_000, "text": "a" * 100_000, "lines": "\n" * 100_000}
    budget = Counted()
    with pytest.raises(TemplateProblem, match="too much work"):
        render(source, values, budget=budget)
    assert budget.payments <= MOST_COST // NODE
    assert budget.left >= 0


def test_a_round_costs_as_much_as_its_body():
    budget = Budget(1_000_000)
    render(LOOP + "{% if 1 %}{% endif %}" + END, {"many": [""] * 1_000}, budget=budget)
    with pytest.raises(TemplateProblem, match="too much work"):
        render(LOOP + "{% if 1 %}{% endif %}" * 100 + END, {"many": [""] * 1_000}, budget=budget)


def test_what_a_template_makes_has_a_longest_length():
    with pytest.raises(TemplateProblem, match="longer than"):
        render("{{ text }}" * 5, {"text": "a" * (MOST_OUTPUT // 4)})


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ nobody.name }}", "'nobody' is undefined"),
        ("{{ blocks }}", "can't be written"),
        ("{% if blocks == blocks %}{% endif %}", "can't be written or compared"),
        ("{% for letter in 'abc' %}{% endfor %}", "not over the characters"),
        ("{{ 'a' * 3 }}", "for numbers"),
        ("{{ 'a' + 'b' }}", "texts are joined with ~"),
        ("{{ '%d' % 3 }}", "for numbers"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'x'|int }}", "ValueError"),
        ("{{ 'x'|indent(99) }}", "width"),
        ("{{ blocks|selectattr('label', 'callable')|length }}", "know 'equalto'"),
        ("{{ 3|length }}", "TypeError"),
    ],
)
def test_a_template_that_fails_says_why(source, why):
    with pytest.raises(TemplateProblem, match=why):
        render(source, VALUES)


def test_squaring_a_number_again_and_again_is_refused():
    with pytest.raises(TemplateProblem, match="numbers that aren't too large"):
        render("{% set n = 99 %}" + "{% set n = n * n %}" * 60, {})
