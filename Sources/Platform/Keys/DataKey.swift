// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// Whose data key it is: one case, or one module's files.
public struct KeyOwner: Hashable, Sendable {
  /// The kind of owner, such as `case`.
  public let type: String
  /// Which one.
  public let id: String

  /// Names an owner.
  public init(type: String, id: String) {
    self.type = type
    self.id = id
  }
}

/// The place of a sealed value in the database.
public struct Cell: Hashable, Sendable {
  /// The table.
  public let table: String
  /// The row's key.
  public let row: String
  /// The column.
  public let column: String

  /// Names a place.
  public init(_ table: String, row: String, _ column: String) {
    self.table = table
    self.row = row
    self.column = column
  }
}

/// A data key in use: seals values of its owner's rows and opens them.
///
/// Keep it no longer than the call: a destroyed key must work nowhere.
public struct DataKey: Sendable {
  /// Whose it is.
  public let owner: KeyOwner
  private let columns: SymmetricKey

  private static let version: UInt8 = 1

  init(_ owner: KeyOwner, _ key: SymmetricKey) {
    self.owner = owner
    // The key itself is used for nothing, so that another use can be added that never meets this one.
    columns = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("comity column 1".utf8), outputByteCount: 32)
  }

  /// Seals a value for its place (AES-256-GCM).
  public func seal(_ value: Data, at cell: Cell) throws -> Data {
    guard let sealed = try AES.GCM.seal(value, using: columns, authenticating: place(cell)).combined else { throw KeyProblem.damaged }
    return Data([Self.version]) + sealed
  }

  /// Seals a text for its place.
  public func seal(_ text: String, at cell: Cell) throws -> Data { try seal(Data(text.utf8), at: cell) }

  /// Opens a value that was sealed for this place and this owner.
  /// - Throws: ``KeyProblem/damaged`` when it was changed or comes from elsewhere.
  public func open(_ sealed: Data, at cell: Cell) throws -> Data {
    guard sealed.first == Self.version, let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
      let value = try? AES.GCM.open(box, using: columns, authenticating: place(cell))
    else { throw KeyProblem.damaged }
    return value
  }

  /// Opens a text that was sealed for this place and this owner.
  /// - Throws: ``KeyProblem/damaged``.
  public func text(_ sealed: Data, at cell: Cell) throws -> String {
    guard let text = String(validating: try open(sealed, at: cell), as: UTF8.self) else { throw KeyProblem.damaged }
    return text
  }

  private func place(_ cell: Cell) -> Data { Data.joined([cell.table, cell.row, cell.column, owner.type, owner.id]) }
}

/// What a sealed value is searched by: equal texts give equal terms, and a term tells nothing without the key.
public struct BlindIndex: Sendable {
  private let key: SymmetricKey

  init(_ key: SymmetricKey) {
    self.key = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("comity blind index 1".utf8), outputByteCount: 32)
  }

  /// The term of a text in a field (HMAC-SHA256).
  ///
  /// Two fields never share terms, so that a name does not show itself as a place. Fold letters and spaces before: only what is the same byte for byte is found.
  public func term(_ text: String, in field: String) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data.joined([field, text]), using: key))
  }
}

extension Data {
  /// Texts one after another with their lengths, so that no two lists give the same bytes.
  fileprivate static func joined(_ texts: [String]) -> Data {
    texts.reduce(into: Data()) { bytes, text in
      Swift.withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: text.utf8)
    }
  }
}
