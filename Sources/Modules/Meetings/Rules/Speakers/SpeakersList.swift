// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// The list of speakers under one item of an agenda.
public struct SpeakersList: Codable, Hashable, Sendable {
  /// Whether delegations can put themselves on the list.
  public enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// The item has not been reached.
    case notOpened
    /// Any delegation can ask for the floor.
    case open
    /// Only points of order and the right of reply are taken.
    case closed
  }

  /// The item.
  public let item: ID<AgendaItem>
  /// The meeting.
  public let meeting: ID<Meeting>
  /// Whether the list is open.
  public internal(set) var standing = Standing.notOpened
  /// Minutes for one speaker by the kind of request, by its code; kinds without a limit are not here.
  var limits: [String: Int] = [:]
  /// All requests in the order in which they were recorded.
  public internal(set) var requests: [FloorRequest] = []

  /// A list that nobody has opened.
  public init(item: ID<AgendaItem>, meeting: ID<Meeting>) {
    self.item = item
    self.meeting = meeting
  }

  /// The minutes for one speaker; `nil` where nobody has limited them.
  public func limit(of kind: FloorRequest.Kind) -> Int? { limits[kind.rawValue] }

  /// A request by its identifier.
  public func request(_ id: ID<FloorRequest>) -> FloorRequest? { requests.first { $0.id == id } }

  /// Who has the floor.
  public var speaking: FloorRequest? { requests.first { $0.stage == .speaking } }

  /// Those who wait, in the order in which they get the floor.
  ///
  /// A point of order at once, then whoever it interrupted, then groups, then the others, the right of reply at the end; within each the
  /// order of request.
  /// - Source: practice (rules of procedure: points of order are taken immediately, replies at the end of the debate)
  public var waiting: [FloorRequest] {
    requests.filter { $0.stage == .listed }.sorted { ($0.rank, $0.number) < ($1.rank, $1.number) }
  }

  /// The place of a delegation's first waiting request, from 1.
  public func place(of delegation: ID<Delegation>) -> Int? {
    waiting.firstIndex { $0.delegation == delegation }.map { $0 + 1 }
  }

  /// Seconds spoken under the item by all.
  public func spoken(at instant: Date) -> Int { requests.map { $0.spoken(at: instant) }.reduce(0, +) }

  /// Seconds that a speaker has left; negative when the time is over, `nil` without a limit.
  public func remaining(of request: FloorRequest, at instant: Date) -> Int? {
    limit(of: request.kind).map { $0 * 60 - request.spoken(at: instant) }
  }
}

/// A delegation's wish to speak under an item.
public struct FloorRequest: Codable, Hashable, Sendable {
  /// What the floor is asked for.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A statement of the delegation.
    case generalStatement
    /// A statement for a group of delegations.
    case groupStatement
    /// A question on how the meeting proceeds.
    case pointOfOrder
    /// An answer to what another delegation said.
    case rightOfReply

    /// Whether a closed list still takes it.
    public var isTakenWhenClosed: Bool { self == .pointOfOrder || self == .rightOfReply }
  }

  /// How far the request is.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Waits for the floor.
    case listed
    /// Has the floor.
    case speaking
    /// Has spoken.
    case finished
    /// The delegation took the request back.
    case withdrawn
    /// The delegation was called and did not answer.
    case passedOver
  }

  /// What can be done with a request.
  public enum Act: String, Hashable, Sendable, CaseIterable {
    /// The chair gives the floor.
    case giveFloor
    /// The speaker has ended.
    case finish
    /// The chair goes on to the next.
    case passOver
    /// A speaker who was passed over stands on the list again.
    case putBack
    /// The delegation takes the request back.
    case withdraw
  }

  /// The request's identifier.
  public let id: ID<FloorRequest>
  /// Who asks.
  public let delegation: ID<Delegation>
  /// What for.
  public let kind: Kind
  /// The group, for a statement on behalf of one, as it is to be announced.
  public let group: String
  /// When it was recorded.
  public let at: Date
  /// Its place in the order of requests, from 1; the order of commits decides, not the clock.
  public internal(set) var number: Int
  /// How far it is.
  public internal(set) var stage: Stage
  /// Since when the delegation has the floor.
  public internal(set) var since: Date?
  /// Seconds spoken before.
  var before = 0
  /// Whether a point of order took the floor away.
  public internal(set) var isInterrupted = false

  /// Seconds spoken.
  public func spoken(at instant: Date) -> Int {
    before + (since.map { max(0, Int(instant.timeIntervalSince($0))) } ?? 0)
  }

  var rank: Int {
    if kind == .pointOfOrder { return 0 }
    if isInterrupted { return 1 }
    switch kind {
    case .pointOfOrder: return 0
    case .groupStatement: return 2
    case .generalStatement: return 3
    case .rightOfReply: return 4
    }
  }
}
