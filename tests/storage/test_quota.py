"""A browser that gives no more room: the write fails as a whole, and all goes on when there is room again."""

from tests.storage.bed import run_in_node


def test_a_full_disk_refuses_whole_transactions_and_harms_nothing(tmp_path):
    *fills, reopened = run_in_node("quota", tmp_path)
    for fill in fills:
        refused = fill["error"]["refused"]
        assert fill["error"] == {
            "kind": "OperationalError",
            "text": "database or disk is full",
            "refused": refused,
        }
        assert fill["full"] == {"last": refused - 1, "faults": []}
        assert fill["again"] == {"last": refused, "faults": []}
    assert [fill["room"] for fill in fills] == [0, 1, 4_096, 10_000, 100_000, 1_000_000]
    assert reopened == fills[-1]["again"]
