"""Languages inside strings: what a script, a policy or a document in a property says, with the places of its parts.

A reader wraps the string into a `Passage`, which knows where each of its characters stands and which parts are not known, and hands it to
the module of the inner language. What comes back are nodes of the common model, or the programs that are started.

==================================== ===============================================================================================
`passage`                            a string whose characters each have a place
`json_text`, `yaml_text`             the value that JSON or YAML in a string spells
`shell`                              the programs that a script or a command line starts
`buildspec`, `runbook`               the programs that CodeBuild and Systems Manager documents start
`tree`, `yaml_tree`, `json_tree`     YAML and JSON text as a tree with places, which readers of whole files build on as well
==================================== ===============================================================================================
"""
