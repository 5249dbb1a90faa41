// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import RawStructuredFieldValues

/// A part of a message that a signature covers.
/// - Source: RFC 9421, sections 2.1, 2.2 and 2.4
public struct SignedComponent: Hashable, Sendable, CustomStringConvertible {
  /// What is covered.
  public enum Name: Hashable, Sendable {
    /// The method of a request.
    case method
    /// Host and port of a request, in small letters, without the port that the scheme implies.
    case authority
    /// The path of a request, as it travels.
    case path
    /// The query of a request with its question mark, as it travels.
    case query
    /// The status of a response.
    case status
    /// The values of a field.
    case field(HTTPField.Name)
  }

  /// What is covered.
  public let name: Name
  /// Whether it belongs to the request that a response answers.
  public let isOfRequest: Bool

  /// Names a component.
  public init(_ name: Name, ofRequest: Bool = false) {
    self.name = name
    isOfRequest = ofRequest
  }

  /// The method of a request.
  public static let method = SignedComponent(.method)
  /// Host and port of a request.
  public static let authority = SignedComponent(.authority)
  /// The path of a request.
  public static let path = SignedComponent(.path)
  /// The query of a request.
  public static let query = SignedComponent(.query)
  /// The status of a response.
  public static let status = SignedComponent(.status)
  /// The type of the content.
  public static let contentType = SignedComponent(.field(.contentType))
  /// The digest of the content.
  public static let contentDigest = SignedComponent(.field(.contentDigest))
  /// The signature of the request: ties a response to the one request that it answers.
  public static let requestSignature = SignedComponent(.field(.signature), ofRequest: true)

  /// The name in quotation marks, with its parameter.
  public var description: String { "\"\(text)\"" + (isOfRequest ? ";req" : "") }

  private var text: String {
    switch name {
    case .method: "@method"
    case .authority: "@authority"
    case .path: "@path"
    case .query: "@query"
    case .status: "@status"
    case .field(let name): name.canonicalName
    }
  }

  /// The component as a structured field has it.
  var item: Item {
    var parameters = OrderedMap<String, RFC9651BareItem>()
    if isOfRequest { parameters["req"] = RFC9651BareItem.bool(true) }
    return Item(bareItem: RFC9651BareItem.string(text), parameters: parameters)
  }

  /// Reads a component; other parameters than `req` change what is covered and are not known here.
  init(_ item: Item) throws(SignatureFault) {
    guard case .string(let text) = item.rfc9651BareItem else { throw .malformedField }
    for (name, value) in item.rfc9651Parameters {
      guard name == "req", value == RFC9651BareItem.bool(true) else { throw .unknownComponent }
    }
    isOfRequest = !item.rfc9651Parameters.isEmpty
    switch text {
    case "@method": name = .method
    case "@authority": name = .authority
    case "@path": name = .path
    case "@query": name = .query
    case "@status": name = .status
    default:
      guard let field = HTTPField.Name(text), field.canonicalName == text else { throw .unknownComponent }
      name = .field(field)
    }
  }
}

extension HTTPField.Name {
  /// The field `Content-Digest`.
  public static let contentDigest = known("Content-Digest")
  /// The field `Signature`.
  public static let signature = known("Signature")
  /// The field `Signature-Input`.
  public static let signatureInput = known("Signature-Input")

  private static func known(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a field") }
    return name
  }
}
