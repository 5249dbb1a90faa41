// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import StrictJSON

/// The document of a message as bytes: canonical JSON when it is written, read strictly when it came.
struct DocumentFile: DocumentReader, Sendable {
  let value: JSONValue

  /// - Throws: `StrictJSONError` for what is no JSON, is longer than a document of a message can be, or nested too deeply; for a `null`, since
  ///   there is one way to leave a member out.
  init(_ data: Data) throws(StrictJSONError) {
    value = try StrictJSON.parse(data, limits: StrictLimits(bytes: MessageDocument.limit, depth: 32))
    if let null = Self.null(in: value) { throw StrictJSONError(.wrongValue, at: null.position) }
  }

  private static func null(in value: JSONValue) -> JSONValue? {
    switch value.content {
    case .null: value
    case .array(let elements): elements.lazy.compactMap(null).first
    case .object(let members): members.lazy.compactMap { null(in: $0.value) }.first
    case .boolean, .number, .string: nil
    }
  }

  func read<Content: Decodable>(_ type: Content.Type) throws -> Content { try StrictDecoder().decode(type, from: value) }

  /// The bytes of a document that is about to be signed, after it was read as the other side will read it.
  /// - Throws: ``CannotTravel``.
  static func bytes(_ document: CaseDocument, of act: TravellingAct) throws -> Data {
    let bytes = try CanonicalJSON.encode(document.content)
    guard bytes.count <= MessageDocument.limit else { throw CannotTravel.tooLong }
    do {
      _ = try CaseDocument(act, from: DocumentFile(bytes))
    } catch let error as UnreadableDocument {
      throw CannotTravel.unfit(error.member)
    }
    return bytes
  }

  /// A document that is kept; `nil` when a later version of the program cannot read it any more.
  static func kept(_ data: Data, of act: TravellingAct) -> CaseDocument? {
    guard let file = try? DocumentFile(data) else { return nil }
    return try? CaseDocument(act, from: file)
  }
}
