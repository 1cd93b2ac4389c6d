"""The domain names of SAM's APIs: the domain, what maps it to a stage, and the records that point to it.

Source: samtranslator/model/api in github.com/aws/serverless-application-model (aws-sam-translator 1.115.0).
"""

from hashlib import sha1
from typing import Final, NamedTuple

from opexlint.languages.cloudformation.sam.parts import Entry, Fields, Made, built, constant, entry, existing, listed, text
from opexlint.model import GONE, LIST, SCALAR, Node, ResourceRecord, scalar
from opexlint.patterns import regex
from opexlint.source import Location

_RECORDS: Final = "AWS::Route53::RecordSetGroup"
_CLOUDFRONT_ZONE: Final = "Z2FDTNDATAQYW2"
_ID_LENGTH: Final = 10
_BETWEEN = regex(r"[-_/]+")


class _Domain(NamedTuple):
    """The domain of an API: its members, where it is written, the logical id it gets, and how it is reached."""

    source: ResourceRecord
    fields: Fields
    at: Location
    address: str
    endpoint: str
    made: Made


def rest_domain(source: ResourceRecord, fields: Fields, made: Made, stage: str) -> None:
    """The domain of a REST API."""
    domain = _domain(source, fields, made, "ApiGatewayDomainName")
    if domain is None:
        return
    if domain.endpoint not in ("REGIONAL", "EDGE"):
        made.open = made.open or f"{source.name} has a domain that SAM writes out"
        return
    at, given = domain.at, domain.fields
    _put(
        domain,
        "AWS::ApiGateway::DomainName",
        given.same("DomainName", "SecurityPolicy", "MutualTlsAuthentication", "OwnershipVerificationCertificateArn"),
        given.renamed("CertificateArn", "CertificateArn" if domain.endpoint == "EDGE" else "RegionalCertificateArn"),
        [entry("EndpointConfiguration", built(at, [entry("Types", listed(at, scalar(domain.endpoint, at)))], given.same("IpAddressType")))],
    )
    common = [
        entry("DomainName", made.ref(domain.address, at)),
        entry("RestApiId", made.ref(source.address, at)),
        entry("Stage", made.ref(stage, at)),
    ]
    _mappings(domain, "BasePathMapping", "AWS::ApiGateway::BasePathMapping", "BasePath", common)
    _records(domain)


def http_domain(source: ResourceRecord, fields: Fields, made: Made, stage: str) -> None:
    """The domain of an HTTP or WebSocket API."""
    domain = _domain(source, fields, made, "ApiGatewayDomainNameV2")
    if domain is None:
        return
    at, given = domain.at, domain.fields
    how = [entry("EndpointType", given.node("EndpointConfiguration") or scalar("REGIONAL", at))]
    configuration = built(
        at, given.same("CertificateArn", "SecurityPolicy", "OwnershipVerificationCertificateArn", "IpAddressType"), how, more=given.more
    )
    _put(
        domain,
        "AWS::ApiGatewayV2::DomainName",
        given.same("DomainName", "MutualTlsAuthentication"),
        [entry("DomainNameConfigurations", listed(at, configuration))],
    )
    common = [
        entry("DomainName", made.ref(domain.address, at)),
        entry("ApiId", made.ref(source.address, at)),
        entry("Stage", made.ref(stage, at)),
    ]
    _mappings(domain, "ApiMapping", "AWS::ApiGatewayV2::ApiMapping", "ApiMappingKey", common)
    _records(domain)


def _domain(source: ResourceRecord, fields: Fields, made: Made, prefix: str) -> _Domain | None:
    written = fields.node("Domain")
    if written is None:
        return None
    given = Fields(written)
    if given.node("DomainName") is None:
        made.open = made.open or f"{source.name} has a domain whose name is not known"
        return None
    endpoint = given.node("EndpointConfiguration")
    kind = "REGIONAL" if endpoint is None else text(endpoint)
    return _Domain(source, given, fields.key("Domain", source.header), prefix + _suffix(given.node("DomainName"), source), kind, made)


def _put(domain: _Domain, kind: str, *groups: list[Entry]) -> None:
    at = domain.at
    domain.made.put(domain.address, domain.source, kind, at, built(at, *groups, more=domain.fields.more), built(at))
    domain.made.names_too(f"{domain.source.address}.DomainName", domain.address)


def _mappings(domain: _Domain, suffix: str, kind: str, key: str, common: list[Entry]) -> None:
    """What maps paths of the domain to the stage: all of it where none is given."""
    paths = domain.fields.node("BasePath")
    if paths is None:
        domain.made.add(domain.source, suffix, kind, domain.at, common)
        return
    if paths[0] != LIST or paths[1][1]:
        domain.made.open = domain.made.open or f"{domain.source.name} has a domain whose paths are not known"
    for path in paths[1][0] if paths[0] == LIST else ():
        written = text(path).strip("/")
        named = [] if path[0] == SCALAR and not written else [(key, path[2], path[3], _stripped(path, written))]
        domain.made.add(domain.source, _BETWEEN.sub("", written) + suffix, kind, domain.at, common, named)


def _stripped(path: Node, written: str) -> Node:
    return path if path[0] != SCALAR else (SCALAR, written, *path[2:])


def _records(domain: _Domain) -> None:
    """The records of the domain, in the group that all domains of a hosted zone share."""
    wanted = domain.fields.node("Route53")
    zone = Fields(wanted)
    named = zone.same("HostedZoneId") or zone.same("HostedZoneName")
    if wanted is None or not named:
        return
    at, made = domain.fields.key("Route53", domain.at), domain.made
    group = f"RecordSetGroup{_suffix(named[0][3], domain.source)}"
    if group not in made.records:
        made.put(group, domain.source, _RECORDS, at, built(at, named), built(at))
    if domain.endpoint == "EDGE":
        own = [constant("HostedZoneId", _CLOUDFRONT_ZONE, at)]
        name = zone.renamed("DistributionDomainName", "DNSName") or [
            entry("DNSName", made.attribute(domain.address, "DistributionDomainName", at))
        ]
    else:
        own = [entry("HostedZoneId", made.attribute(domain.address, "RegionalHostedZoneId", at))]
        name = [entry("DNSName", made.attribute(domain.address, "RegionalDomainName", at))]
    target = entry("AliasTarget", built(at, zone.same("EvaluateTargetHealth"), own, name, more=zone.more))
    kinds = ["A", "AAAA"] if (zone.node("IpV6") or (GONE, None))[1] is True else ["A"]
    for kind in kinds:
        record = built(
            at, domain.fields.renamed("DomainName", "Name"), [constant("Type", kind, at), target], zone.same("Region", "SetIdentifier")
        )
        made.append(group, ("RecordSets",), existing(domain.source, record))


def _suffix(named: Node | None, source: ResourceRecord) -> str:
    """The hash that ends a logical id: SAM's own where the name is a known text, else one of the API."""
    return sha1((text(named) or source.address).encode(), usedforsecurity=False).hexdigest()[:_ID_LENGTH]
