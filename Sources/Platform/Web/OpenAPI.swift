// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// The OpenAPI 3.1 document of the addresses that a node really has.
struct OpenAPI: Encodable, Sendable {
  let openapi = "3.1.0"
  let info: Info
  let paths: [String: [String: Operation]]
  let components = Components()
  // An empty requirement says that a call without a token is possible too; each operation narrows it.
  let security: [[String: [String]]] = [["bearer": []]]

  struct Info: Encodable, Sendable {
    let title = "Comity"
    let version: String
  }

  struct Components: Encodable, Sendable {
    let securitySchemes = ["bearer": ["type": "http", "scheme": "bearer"]]
    let schemas = ["Problem": Problem.schema]
  }

  enum Problem {
    static let schema = Schema.object(
      [
        "type": .string(format: "uri-reference"), "title": .string(), "status": .integer(), "detail": .string(),
        "code": .string(), "action": .string(), "source": .string(),
        "fields": .array(.object(["field": .string(), "code": .string(), "message": .string()], required: ["field", "code", "message"])),
      ], required: ["type", "title", "status", "detail", "code"])
  }

  struct Operation: Encodable, Sendable {
    let operationId: String
    let summary: String
    let parameters: [Parameter]
    let requestBody: Body?
    let responses: [String: Described]
    let security: [[String: [String]]]?
  }

  struct Parameter: Encodable, Sendable {
    let name: String
    let `in`: String
    let required: Bool
    let description: String
    let schema: Schema
  }

  struct Body: Encodable, Sendable {
    let required = true
    let content: [String: Content]
  }

  struct Described: Encodable, Sendable {
    let description: String
    let content: [String: Content]?
    var links: [String: Link]?
  }

  struct Link: Encodable, Sendable {
    let operationId: String
    let parameters: [String: String]
  }

  struct Content: Encodable, Sendable {
    let schema: Reference
  }

  enum Reference: Encodable, Sendable {
    case schema(Schema)
    case problem

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .schema(let schema): try schema.encode(to: encoder)
      case .problem: try ["$ref": "#/components/schemas/Problem"].encode(to: encoder)
      }
    }
  }

  init(routes: [Route], version: String) {
    info = Info(version: version)
    var paths: [String: [String: Operation]] = [:]
    for route in routes {
      guard let operation = route.operation else { continue }
      paths[Self.template(route.path), default: [:]][route.method.rawValue.lowercased()] = Self.describe(route, operation)
    }
    self.paths = paths
  }

  private static func template(_ path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
  }

  private static func describe(_ route: Route, _ operation: APIOperation) -> Operation {
    let names = route.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    let inPath = names.map {
      Parameter(name: $0, in: "path", required: true, description: $0, schema: operation.path[$0] ?? .string())
    }
    let inQuery = operation.query.map {
      Parameter(name: $0.name, in: "query", required: $0.isRequired, description: $0.about, schema: $0.schema)
    }
    var responses: [String: Described] = [:]
    for answer in operation.answers {
      responses["\(answer.status)"] = Described(
        description: answer.about,
        content: answer.type.map { [$0: Content(schema: .schema(answer.schema ?? .anything))] },
        links: answer.next.isEmpty
          ? nil
          : Dictionary(
            uniqueKeysWithValues: answer.next.map {
              ($0.operation, Link(operationId: $0.operation, parameters: [$0.parameter: "$response.body#/\($0.member)"]))
            }))
    }
    // A token that is not valid is refused everywhere: whoever sends one expects to be known.
    var problems = Set(operation.problems).union([401])
    if case .everybody = route.access {} else { problems.insert(403) }
    if !names.isEmpty { problems.insert(404) }
    if operation.body != nil || !operation.query.isEmpty { problems.formUnion([400, 422]) }
    for status in problems {
      responses["\(status)"] = Described(
        description: "A problem (RFC 9457)", content: ["application/problem+json": Content(schema: .problem)])
    }
    var isPublic = false
    if case .everybody = route.access { isPublic = true }
    return Operation(
      operationId: operation.id, summary: operation.summary, parameters: inPath + inQuery,
      requestBody: operation.body.map { Body(content: [$0.type: Content(schema: .schema($0.schema))]) },
      responses: responses, security: isPublic ? [] : nil)
  }
}
