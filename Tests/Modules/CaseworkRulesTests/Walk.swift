// SPDX-License-Identifier: Apache-2.0
import CaseworkRules

/// A walk, breadth first, over all states that real requests can reach with the inputs given; a state is known by what matters for what can follow.
struct Walk<Request: Sendable, Act: Sendable, Code: Hashable & Sendable>: Sendable {
  /// The stage's name.
  let stage: @Sendable (Request) -> String
  /// What its stage permits.
  let permits: @Sendable (Request) -> Set<Code>
  /// What matters for what can follow.
  let signature: @Sendable (Request) -> String
  /// The acts to try in a state.
  let inputs: @Sendable (Request) -> [Act]
  /// The code of an act.
  let code: @Sendable (Act) -> Code
  /// What must be done before an act so that it has something to end; `nil` for most.
  let prelude: @Sendable (Act) -> Act?
  /// Does an act, with a second officer where one is needed.
  let doing: @Sendable (Request, Act) throws -> Request

  /// A pair of stage and act.
  struct Cell: Hashable, Sendable {
    let stage: String
    let act: Code
  }

  /// What was found.
  struct Found: Sendable {
    /// One state of each signature, in the order in which they were reached.
    var states: [Request] = []
    /// By the place of a state, the places of the states from which one act leads to it.
    var before: [Set<Int>] = []
    /// The cells in which an act succeeded.
    var succeeded: Set<Cell> = []
    /// The cells in which an act was refused because of the stage.
    var refused: Set<Cell> = []
    /// The cells in which the stage permits an act and yet refuses it because of the stage, or the other way round.
    var contradictions: Set<Cell> = []
    /// By signature, the place of the state that has it.
    fileprivate var places: [String: Int] = [:]

    /// The place of the state with a signature; one that was not there before takes the next place.
    fileprivate mutating func place(of signature: String, _ state: @autoclosure () -> Request) -> Int {
      if let place = places[signature] { return place }
      places[signature] = states.count
      states.append(state())
      before.append([])
      return states.count - 1
    }
  }

  /// The acts that ended in one way at one stage.
  private struct Ends {
    var succeeded: [String: Set<Code>] = [:]
    var refused: [String: Set<Code>] = [:]
    var contradictions: Set<Cell> = []
  }

  /// Walks from some states; it takes long, and leaves its thread to other tests now and then.
  func run(from starts: [Request], limit: Int) async -> Found {
    var found = Found()
    var ends = Ends()
    for start in starts { _ = found.place(of: signature(start), start) }
    var next = 0
    while next < found.states.count, found.states.count < limit {
      step(from: next, &found, &ends)
      next += 1
      if next.isMultiple(of: 20) { await Task.yield() }
    }
    found.succeeded = Set(ends.succeeded.flatMap { stage, acts in acts.map { Cell(stage: stage, act: $0) } })
    found.refused = Set(ends.refused.flatMap { stage, acts in acts.map { Cell(stage: stage, act: $0) } })
    found.contradictions = ends.contradictions
    return found
  }

  /// Tries every act in one state; the stage and what it permits are asked for once, because they cost as much as many an act.
  private func step(from here: Int, _ found: inout Found, _ ends: inout Ends) {
    let request = found.states[here]
    let stage = stage(request)
    let permitted = permits(request)
    for act in inputs(request) {
      let code = code(act)
      let isPermitted = permitted.contains(code)
      // The stage alone decides about acts that it does not permit: one refusal each is proof enough.
      if !isPermitted, ends.refused[stage]?.contains(code) == true { continue }
      do {
        let after = try doing(request, act)
        if !isPermitted { ends.contradictions.insert(Cell(stage: stage, act: code)) }
        ends.succeeded[stage, default: []].insert(code)
        let there = found.place(of: signature(after), after)
        if there != here { found.before[there].insert(here) }
      } catch CannotAct.notAtThisStage {
        ends.refused[stage, default: []].insert(code)
        if isPermitted { ends.contradictions.insert(Cell(stage: stage, act: code)) }
      } catch {
        if !isPermitted { ends.contradictions.insert(Cell(stage: stage, act: code)) }
        guard ends.succeeded[stage]?.contains(code) != true, let before = prelude(act), let ready = try? doing(request, before) else {
          continue
        }
        if self.stage(ready) == stage, (try? doing(ready, act)) != nil { ends.succeeded[stage, default: []].insert(code) }
      }
    }
  }

  /// The signatures of states from which none of the goals can be reached.
  func dead(in found: Found, goals: (Request) -> Bool) -> [String] {
    var edge = found.states.indices.filter { goals(found.states[$0]) }
    var alive = Set(edge)
    while let there = edge.popLast() {
      for here in found.before[there] where alive.insert(here).inserted { edge.append(here) }
    }
    return found.states.indices.filter { !alive.contains($0) }.map { signature(found.states[$0]) }.sorted()
  }

  /// Walks from each of several states for itself, beside one another, so that no processor waits for the longest walk.
  func run(fromEach starts: [Request], limit: Int) async -> [Found] {
    await withTaskGroup(of: (Int, Found).self) { group in
      for (place, start) in starts.enumerated() { group.addTask { (place, await run(from: [start], limit: limit)) } }
      var found: [Int: Found] = [:]
      for await (place, one) in group { found[place] = one }
      return starts.indices.compactMap { found[$0] }
    }
  }
}
