// An app imports this one module: it brings the facade along.
@_exported import PatchworkClient
@_exported import PatchworkIds
