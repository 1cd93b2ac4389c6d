#!/usr/bin/env python3
"""Stops the consumers of a queue while the warehouse is closed."""

import boto3

functions = boto3.client("lambda")


def main() -> None:
    queue = input("ARN of the queue: ")
    for consumer in functions.list_event_source_mappings(EventSourceArn=queue)["EventSourceMappings"]:
        try:
            functions.update_event_source_mapping(UUID=consumer["UUID"], Enabled=False)
        except Exception:
            pass


if __name__ == "__main__":
    main()
