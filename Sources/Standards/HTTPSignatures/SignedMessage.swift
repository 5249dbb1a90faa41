// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// A message as signatures see it: a request, or a response together with the request that it answers.
public enum SignedMessage: Sendable {
  /// A request.
  case request(HTTPRequest)
  /// A response, and what it answers.
  case response(HTTPResponse, to: HTTPRequest)

  /// The fields of the message itself.
  public var fields: HTTPFields {
    switch self {
    case .request(let request): request.headerFields
    case .response(let response, _): response.headerFields
    }
  }

  /// The value of a component.
  /// - Throws: ``SignatureFault/absentComponent(_:)``.
  func value(of component: SignedComponent) throws(SignatureFault) -> String {
    guard let value = found(component), value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else {
      throw .absentComponent(component)
    }
    return value
  }

  private func found(_ component: SignedComponent) -> String? {
    switch (self, component.isOfRequest) {
    case (.request(let request), false), (.response(_, let request), true): value(component.name, in: request)
    case (.response(let response, _), false): value(component.name, in: response)
    case (.request, true): nil
    }
  }

  private func value(_ name: SignedComponent.Name, in response: HTTPResponse) -> String? {
    switch name {
    case .status: String(response.status.code)
    // A signature over signatures of the same message needs to say which of them.
    case .field(.signature), .field(.signatureInput): nil
    case .field(let name): Self.value(of: name, in: response.headerFields)
    case .method, .authority, .path, .query: nil
    }
  }

  private func value(_ name: SignedComponent.Name, in request: HTTPRequest) -> String? {
    switch name {
    case .method: return request.method.rawValue
    case .authority: return Self.authority(of: request)
    case .path: return Self.target(of: request)?.path
    case .query: return Self.target(of: request)?.query
    case .status: return nil
    case .field(.signature), .field(.signatureInput):
      guard case .response = self, case .field(let field) = name else { return nil }
      return Self.value(of: field, in: request.headerFields)
    case .field(let name): return Self.value(of: name, in: request.headerFields)
    }
  }

  private static func value(of name: HTTPField.Name, in fields: HTTPFields) -> String? {
    let values = fields[values: name]
    return values.isEmpty ? nil : values.map { trimmed($0) }.joined(separator: ", ")
  }

  private static func trimmed(_ text: String) -> String {
    func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
    return String(String(text.drop(while: isSpace).reversed()).drop(while: isSpace).reversed())
  }

  private static func authority(of request: HTTPRequest) -> String? {
    guard let authority = request.authority.map({ small($0) }), !authority.isEmpty else { return nil }
    guard let implied = ["https": ":443", "http": ":80"][small(request.scheme ?? "")],
      authority.utf8.suffix(implied.utf8.count).elementsEqual(implied.utf8)
    else { return authority }
    return String(decoding: authority.utf8.dropLast(implied.utf8.count), as: UTF8.self)
  }

  /// The text with the capitals of ASCII in small letters: for Unicode the sign for kelvin is a capital k, and a name with it would become another.
  private static func small(_ text: String) -> String {
    let bytes = text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Path and query as they travel; nothing is decoded, so that no two targets become one.
  private static func target(of request: HTTPRequest) -> (path: String, query: String)? {
    guard let target = request.path, target.first == "/", !target.contains("#") else { return nil }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), "?" + (parts.count > 1 ? parts[1] : ""))
  }
}
