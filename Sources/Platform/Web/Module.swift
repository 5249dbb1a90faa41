// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import Storage

/// What a module hands to the node: its doors and its tables.
public struct Module: Sendable {
  /// The module's name in lower case, as in its codes and permissions.
  public let name: String
  /// Its addresses.
  public let routes: [Route]
  /// Its schema.
  public let migrations: [Migration]
  /// The folder of its catalogues.
  public let strings: URL
  /// Its entries in the bar at the top of every page.
  public let navigation: [NavigationItem]
  /// One of each of its problems, for the test that every code has its words and, with legal effect, its source.
  public let problems: [any Problem]
  /// What it shows an officer on the start page: things that need the officer today.
  public let home: [HomePanel]

  /// Describes a module.
  public init(
    name: String, routes: [Route], migrations: [Migration] = [], strings: URL, navigation: [NavigationItem] = [],
    problems: [any Problem] = [], home: [HomePanel] = []
  ) {
    self.name = name
    self.routes = routes
    self.migrations = migrations
    self.strings = strings
    self.navigation = navigation
    self.problems = problems
    self.home = home
  }
}

/// An entry in the bar at the top of every page.
public struct NavigationItem: Sendable {
  /// The catalogue key of its label.
  public let label: String
  /// Where it leads.
  public let url: String
  /// Who sees it; `nil` for everybody.
  public let permission: Permission?
  /// Its place in the bar, from small to large: Directory 10, Requests 20, Meetings 30, Statistics 40, Administration 90.
  public let order: Int

  /// Makes an entry.
  public init(label: String, url: String, permission: Permission? = nil, order: Int) {
    self.label = label
    self.url = url
    self.permission = permission
    self.order = order
  }
}

/// A part of an officer's start page.
public struct HomePanel: Sendable {
  /// Who sees it; `nil` for every officer.
  public let permission: Permission?
  /// Its place on the page, from small to large.
  public let order: Int
  /// Draws it; `nothing` leaves it out.
  public let draw: @Sendable (Call<SignedIn>) async throws -> HTML

  /// Makes a part.
  public init(permission: Permission? = nil, order: Int, draw: @escaping @Sendable (Call<SignedIn>) async throws -> HTML) {
    self.permission = permission
    self.order = order
    self.draw = draw
  }
}
