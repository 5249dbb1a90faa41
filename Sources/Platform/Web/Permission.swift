// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// What an officer may do: module, dot, use case, for example `writing.approve`.
public struct Permission: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as the role matrix lists it.
  public let rawValue: String
  /// Makes a permission from its name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a permission from a literal.
  public init(stringLiteral value: String) { self.rawValue = value }
}

/// The officer behind a call, as the sign-in tells it.
public struct SignedIn: Sendable, Hashable {
  /// The account's id, as text.
  public let officer: String
  /// The officer's name, for the page's head and for what the officer signs.
  public let name: String
  /// The unit's name; empty when the authority has no units.
  public let unit: String
  /// What the officer may do here.
  public let permissions: Set<Permission>
  /// The officer's own language, if chosen.
  public let language: Language?
  /// The officer's own time zone.
  public let zone: TimeZone
  /// The sign-in's id, which form tokens are bound to.
  public let signIn: String
  /// Whether the call came with an API token instead of a browser's sign-in.
  public let byToken: Bool
  /// Whether the roles give no permission yet, because the second factor that they need is missing.
  public let isSecondFactorDue: Bool

  /// Describes a signed-in officer; Accounts calls it.
  public init(
    officer: String, name: String, unit: String = "", permissions: Set<Permission>, language: Language? = nil,
    zone: TimeZone, signIn: String, byToken: Bool = false, isSecondFactorDue: Bool = false
  ) {
    self.officer = officer
    self.name = name
    self.unit = unit
    self.permissions = permissions
    self.language = language
    self.zone = zone
    self.signIn = signIn
    self.byToken = byToken
    self.isSecondFactorDue = isSecondFactorDue
  }

  /// Whether the officer may do this.
  public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

/// What a browser or a program showed to be recognised by.
public struct Presented: Sendable {
  /// The value of the sign-in cookie, if any.
  public let cookie: String?
  /// The bearer token of the `Authorization` field, if any.
  public let bearer: String?
  /// The network address the call comes from.
  public let address: String

  /// Describes what was shown.
  public init(cookie: String?, bearer: String?, address: String) {
    self.cookie = cookie
    self.bearer = bearer
    self.address = address
  }
}

/// Tells which officer stands behind what was shown; Accounts provides it, Node passes it in.
public typealias SignInResolver = @Sendable (Presented) async throws -> SignedIn?
