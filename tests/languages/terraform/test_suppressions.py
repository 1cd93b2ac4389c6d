"""Comments that switch rules off."""

from tests.languages.terraform.inline import read, text_at


def test_comments_of_all_kinds_and_no_strings() -> None:
    files = {
        "main.tf": """# opexlint: ignore[a] above
resource "aws_sqs_queue" "q" {
  name = "# opexlint: ignore[b]" // opexlint: ignore[c, d] behind
  tags = { X = <<EOT
# opexlint: ignore[e]
EOT
  } /* opexlint: ignore[f] */
}
"""
    }
    found = read(files).suppressions
    assert [([rule for rule, _ in one.rules], one.reason) for one in found] == [(["a"], "above"), (["c", "d"], "behind"), (["f"], "")]
    assert text_at(files, found[0].scope) == 'resource "aws_sqs_queue" "q" {\n'
    assert text_at(files, found[0].rules[0][1]) == "a"


def test_the_json_form_has_comments_under_a_key() -> None:
    files = {
        "main.tf.json": '{\n "resource": {"aws_sqs_queue": {\n  "q": {\n   "//": "opexlint: ignore[a] because",\n   "name": "x"\n  }\n }}\n}\n'
    }
    (found,) = read(files).suppressions
    assert ([rule for rule, _ in found.rules], found.reason) == (["a"], "because")
    assert text_at(files, found.scope) == '  "q": {\n'
