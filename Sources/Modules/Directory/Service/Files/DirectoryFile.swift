// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Kernel
public import StrictJSON

/// A directory as a file: what one node exports, another imports, and a request is checked against offline.
public struct DirectoryFile: Codable, Hashable, Sendable {
  /// A State of the directory, party or not.
  public struct ListedState: Codable, Hashable, Sendable {
    /// The State.
    public var state: StateCode
    /// Its regional group.
    public var regionalGroup: RegionalGroup

    /// Names a State.
    public init(state: StateCode, regionalGroup: RegionalGroup) {
      self.state = state
      self.regionalGroup = regionalGroup
    }
  }

  /// A State with its periods of participation, oldest first.
  struct StateRecord: Codable, Hashable, Sendable {
    let listed: ListedState
    let participation: [Participation]
  }

  /// The version of the file format.
  public var format: Int
  /// The States.
  public var states: [ListedState]
  /// Their participation in the Convention.
  public var participation: [Participation]
  /// Their authorities.
  public var authorities: [CompetentAuthority]
  /// Other treaties and elections.
  public var treaties: TreatyRegister

  /// The version of the file format that this program writes.
  public static let currentFormat = 1

  /// Makes a file.
  public init(
    states: [ListedState] = [], participation: [Participation] = [], authorities: [CompetentAuthority] = [],
    treaties: TreatyRegister = TreatyRegister()
  ) {
    format = Self.currentFormat
    self.states = states
    self.participation = participation
    self.authorities = authorities
    self.treaties = treaties
  }

  /// Reads a file, JSON or YAML, strictly.
  /// - Throws: `StrictJSONError` with line, column and path of everything that is wrong.
  public static func read(_ data: Data, isYAML: Bool = false, limits: StrictLimits = StrictLimits()) throws(StrictJSONError)
    -> DirectoryFile
  {
    let value = isYAML ? try StrictYAML.parse(data, limits: limits) : try StrictJSON.parse(data, limits: limits)
    let file = try StrictDecoder().decode(DirectoryFile.self, from: value)
    guard file.format == currentFormat else {
      throw StrictJSONError(.wrongValue, path: "format", at: value["format"]?.position ?? value.position)
    }
    return file
  }

  /// What the file says of a State; `nil` when it does not list it.
  func record(of state: StateCode) -> StateRecord? {
    states.first { $0.state == state }.map { listed in
      StateRecord(listed: listed, participation: participation.filter { $0.state == state }.sorted { $0.depositedOn < $1.depositedOn })
    }
  }

  /// The periods of participation that would be gone when another file's States take the place of this one's.
  public func participationRemoved(by other: DirectoryFile) -> [Participation] {
    let states = Set(other.states.map(\.state))
    return Participation.removed(from: participation.filter { states.contains($0.state) }, by: other.participation)
  }

  /// What rules can ask.
  public var snapshot: DirectorySnapshot {
    let groups = Dictionary(states.map { ($0.state, $0.regionalGroup) }) { first, _ in first }
    return DirectorySnapshot(
      participation: ParticipationRegister(states: groups, episodes: participation), authorities: authorities, treaties: treaties)
  }

  /// Both files in one: what the other one has of a State, an authority or a treaty wins.
  public func merging(_ other: DirectoryFile) -> DirectoryFile {
    let newStates = Set(other.states.map(\.state))
    let newAuthorities = Set(other.authorities.map(\.id))
    let newTreaties = Set(other.treaties.treaties.map(\.id))
    return DirectoryFile(
      states: states.filter { !newStates.contains($0.state) } + other.states,
      participation: participation.filter { !newStates.contains($0.state) } + other.participation,
      authorities: authorities.filter { !newAuthorities.contains($0.id) } + other.authorities,
      treaties: TreatyRegister(
        treaties: treaties.treaties.filter { !newTreaties.contains($0.id) } + other.treaties.treaties,
        elections: treaties.elections.filter { !other.treaties.elections.contains($0) } + other.treaties.elections))
  }
}
