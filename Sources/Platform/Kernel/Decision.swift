// SPDX-License-Identifier: Apache-2.0

/// What a rule decided: the new state, the facts to record, and what must now be done.
public struct Decision<State: Sendable, Event: Sendable, Effect: Sendable>: Sendable {
  /// The thing as it is after the decision.
  public let state: State
  /// The facts that go into the event log, in order.
  public let events: [Event]
  /// What a worker has to carry out once the decision is committed.
  public let effects: [Effect]

  /// Makes a decision.
  public init(state: State, events: [Event], effects: [Effect] = []) {
    self.state = state
    self.events = events
    self.effects = effects
  }
}

/// A value as it was read, with the version that a commit must still find.
public struct Versioned<Value: Sendable>: Sendable {
  /// What was read.
  public let value: Value
  /// The version read; 1 for a first version.
  public let version: Int

  /// Pairs a value with its version.
  public init(_ value: Value, version: Int) {
    self.value = value
    self.version = version
  }
}

extension Versioned: Equatable where Value: Equatable {}
