// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Kernel
public import StrictJSON

/// What a State tells other authorities alone of its authorities: a file that the State's key signs for the directory of the exchange.
public struct RestrictedFile: Codable, Hashable, Sendable {
  /// The fields of one authority that are kept from the public.
  public struct Entry: Codable, Hashable, Sendable {
    /// Which authority, by the identifier of its public entry.
    public let id: ID<CompetentAuthority>
    /// What it is named for, for whoever does not have its public entry.
    public let kind: CompetentAuthority.Kind
    /// Its name in its own language.
    public let originalName: String
    /// The unit that deals with requests.
    public let unit: String?
    /// Postal address.
    public let address: String?
    /// Telephone number.
    public let telephone: String?
    /// Fax number.
    public let fax: String?
    /// E-mail address.
    public let email: String?
    /// Hours, in words.
    public let hours: String?
    /// How to reach it at any hour.
    public let contactAtAnyHour: String?
    /// What it asks of a request.
    public let requirements: Requirements?

    /// The fields that an entry keeps from the public; `nil` when it keeps none.
    init?(_ authority: CompetentAuthority) {
      let kept = authority.restrictedFields
      guard !kept.isEmpty else { return nil }
      func of<Value>(_ field: CompetentAuthority.RestrictableField, _ value: Value?) -> Value? { kept.contains(field) ? value : nil }
      id = authority.id
      kind = authority.kind
      originalName = authority.originalName
      unit = of(.unit, authority.unit)
      address = of(.address, authority.address)
      telephone = of(.telephone, authority.telephone)
      fax = of(.fax, authority.fax)
      email = of(.email, authority.email)
      hours = of(.hours, authority.hours)
      contactAtAnyHour = of(.contactAtAnyHour, authority.contactAtAnyHour)
      requirements = of(.requirements, authority.requirements)
    }
  }

  /// The version of the format.
  public let format: Int
  /// The State whose authorities they are.
  public let state: StateCode
  /// The authorities that keep something from the public.
  public let authorities: [Entry]

  /// The version of the format that this program writes.
  public static let currentFormat = 1

  /// What a State's authorities keep from the public.
  public init(of state: StateCode, in authorities: [CompetentAuthority]) {
    format = Self.currentFormat
    self.state = state
    self.authorities = authorities.filter { $0.state == state }.compactMap(Entry.init).sorted { $0.id < $1.id }
  }

  /// Reads a file, strictly.
  /// - Throws: `StrictJSONError`.
  public static func read(_ data: Data) throws(StrictJSONError) -> RestrictedFile {
    let value = try StrictJSON.parse(data)
    let file = try StrictDecoder().decode(RestrictedFile.self, from: value)
    guard file.format == currentFormat else {
      throw StrictJSONError(.wrongValue, path: "format", at: value["format"]?.position ?? value.position)
    }
    return file
  }

  /// The file as it is written.
  public func json() throws -> Data { Data(try DirectoryStore.json(self).utf8) }

  /// Which authorities keep something from the public, a line each; nothing of what they keep.
  public var lines: [String] { authorities.map { "\($0.kind.rawValue)\t\($0.originalName)" } }
}

extension DirectoryStore {
  /// What the directory of this node has of a State's authorities that is kept from the public.
  public func restricted(of state: StateCode) async throws -> RestrictedFile {
    RestrictedFile(of: state, in: try await snapshot().authorities)
  }
}
