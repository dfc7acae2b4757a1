"""What a person grants to a custom tool, by name. A tool is granted nothing that isn't here."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..address import Address
from .base import Name, Shape, Text

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def _address(text: str) -> str:
    if (address := Address.of(text)) is None or "/" in text.removeprefix(f"{address.scheme}://"):
        raise ValueError("a host is a name like api.example.com, or an address like http://localhost:8080")
    return str(address)


HostName = Annotated[Text, Field(max_length=300), AfterValidator(_address)]


class HostGrant(Shape):
    """A host that a tool may send requests to, as one address: its scheme, name and port. Null is any method."""

    host: HostName
    methods: list[Method] | None = None


class VariableGrant(Shape):
    """A variable or secret of the agent that a tool finds in its environment. One that is bound to hosts it finds
    there as a word that stands for the value, and requests to these hosts alone carry the value in its place.
    """

    name: Annotated[Name, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    hosts: list[HostName] | None = None


class Grants(Shape):
    """`index` is where the packages that a tool requires may be fetched from, once: the address of a package index
    like https://pypi.org/simple.
    """

    hosts: Annotated[list[HostGrant], Field(max_length=50)] = Field(default_factory=list)
    variables: Annotated[list[VariableGrant], Field(max_length=50)] = Field(default_factory=list)
    index: Annotated[Text, Field(max_length=300)] | None = None

    @field_validator("index")
    @classmethod
    def _is_address(cls, index: str | None) -> str | None:
        if index is not None and ("://" not in index or Address.of(index) is None):
            raise ValueError("an index is an address like https://pypi.org/simple")
        return index

    @model_validator(mode="after")
    def _bound_to_granted_hosts(self) -> "Grants":
        granted = {grant.host for grant in self.hosts}
        for variable in self.variables:
            if strange := [host for host in variable.hosts or () if host not in granted]:
                raise ValueError(f"{variable.name} is bound to {strange[0]}, which is none of the hosts")
        return self


class ToolGrants(Grants):
    """The grants of a tool as they stand. They are for the source that the person saw: once that has changed they
    are `revoked`, and count for nothing until they are given again.
    """

    tool_id: str
    source_hash: str
    given_at: str | None = None
    revoked: bool = False

    @classmethod
    def of(cls, tool_id: str, source_hash: str, given: dict[str, Any]) -> "ToolGrants":
        return cls.model_validate({**given, "tool_id": tool_id, "source_hash": source_hash})
