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
    /// By signature, one state that has it.
    var states: [String: Request] = [:]
    /// By signature, the signatures from which one act leads to it.
    var before: [String: Set<String>] = [:]
    /// The cells in which an act succeeded.
    var succeeded: Set<Cell> = []
    /// The cells in which an act was refused because of the stage.
    var refused: Set<Cell> = []
    /// The cells in which an act was tried at all.
    var tried: Set<Cell> = []
    /// The cells in which the stage permits an act and yet refuses it because of the stage, or the other way round.
    var contradictions: Set<Cell> = []
  }

  /// Walks from some states; it takes long, and leaves its thread to other tests now and then.
  func run(from starts: [Request], limit: Int) async -> Found {
    var found = Found()
    var queue = starts
    for start in starts { found.states[signature(start)] = start }
    var next = 0
    while next < queue.count, found.states.count < limit {
      let request = queue[next]
      next += 1
      if next.isMultiple(of: 20) { await Task.yield() }
      let here = signature(request)
      for act in inputs(request) {
        let cell = Cell(stage: stage(request), act: code(act))
        let isPermitted = permits(request).contains(cell.act)
        // The stage alone decides about acts that it does not permit: one refusal each is proof enough.
        if !isPermitted, found.refused.contains(cell) { continue }
        found.tried.insert(cell)
        do {
          let after = try doing(request, act)
          if !isPermitted { found.contradictions.insert(cell) }
          found.succeeded.insert(cell)
          let there = signature(after)
          if there != here { found.before[there, default: []].insert(here) }
          guard found.states[there] == nil else { continue }
          found.states[there] = after
          queue.append(after)
        } catch CannotAct.notAtThisStage {
          found.refused.insert(cell)
          if isPermitted { found.contradictions.insert(cell) }
        } catch {
          if !isPermitted { found.contradictions.insert(cell) }
          guard !found.succeeded.contains(cell), let before = prelude(act), let ready = try? doing(request, before) else { continue }
          if stage(ready) == cell.stage, (try? doing(ready, act)) != nil { found.succeeded.insert(cell) }
        }
      }
    }
    return found
  }

  /// The signatures of states from which none of the goals can be reached.
  func dead(in found: Found, goals: (Request) -> Bool) -> [String] {
    var alive = Set(found.states.filter { goals($0.value) }.keys)
    var edge = Array(alive)
    while let there = edge.popLast() {
      for here in found.before[there] ?? [] where alive.insert(here).inserted { edge.append(here) }
    }
    return found.states.keys.filter { !alive.contains($0) }.sorted()
  }
}
