// SPDX-License-Identifier: Apache-2.0
import AuditRules
import Foundation
import MerkleLog
import Storage

/// One pass over the events, which builds the tree again and compares it where a checkpoint says what it must be.
struct LogWalk {
  /// What was found so far.
  var findings: [LogFinding] = []
  /// The nodes of every eighth level as the events make them, by level; the place in the list is the position.
  private(set) var nodes: [Int: [TreeHash]] = [:]
  /// How many events the kept state of the tree counts.
  private(set) var signedSize = 0

  private var tree = GrowingTree()
  private var state: GrowingTree?
  private var events = 0
  private var checkpoints = 0
  /// The index that the next row must have.
  private var expected = 0
  private var lastIndex: Int64?
  /// Roots that the tree must have at a size, in the order of the checkpoints, and where they come from.
  private var roots: [Int: [(root: TreeHash, kept: String?)]] = [:]
  /// Whether a checkpoint of the table did not fit, so that whatever does not fit behind it follows from that.
  private(set) var isRewritten = false
  private var lastFitting = 0
  /// Whether no row is missing so far, so that the tree can be built.
  private(set) var isWhole = true

  /// What the kept state of the tree says.
  mutating func expect(_ state: GrowingTree?, last checkpoint: Int?) {
    self.state = state
    signedSize = state?.size ?? 0
    if signedSize > checkpoint ?? 0 { findings.append(.checkpointsGone(size: signedSize)) }
    if state == nil, let checkpoint { findings.append(.treeDiffers(size: checkpoint)) }
  }

  /// A checkpoint of the table.
  mutating func expect(_ signed: TreeStore.Signed, _ trusted: [NoteKey]) {
    checkpoints += 1
    guard let said = try? Checkpoint.verified(signed.note, by: trusted) else {
      findings.append(.notSigned(size: signed.size))
      return
    }
    if said.size != signed.size || said.root.bytes != signed.root { findings.append(.checkpointAltered(size: signed.size)) }
    roots[said.size, default: []].append((said.root, nil))
  }

  /// A checkpoint kept outside the database.
  mutating func expect(_ kept: KeptCheckpoint, _ trusted: [NoteKey]) {
    checkpoints += 1
    guard let said = try? Checkpoint.verified(kept.note, by: trusted) else {
      findings.append(.keptNotSigned(name: kept.name))
      return
    }
    roots[said.size, default: []].append((said.root, kept.name))
  }

  /// The next row of the table.
  mutating func read(_ event: CheckedEvent) {
    defer { lastIndex = event.index }
    guard event.index >= 0, event.index != lastIndex, event.index <= Int64(Int32.max) * 1024 else {
      findings.append(.unexpected(index: Int(event.index)))
      return
    }
    let index = Int(event.index)
    if index > expected {
      findings.append(.missing(from: expected, through: index - 1))
      isWhole = false
    }
    expected = index + 1
    events += 1
    findings += event.faults.map { LogFinding($0, at: index) }
    guard isWhole else { return }
    var made: [(level: Int, hash: TreeHash)] = []
    tree.append(.leaf(event.bytes)) { if TreeStore.keeps($0) { made.append(($0.level, $1)) } }
    for node in made { nodes[node.level, default: []].append(node.hash) }
    compareRoot()
  }

  private mutating func compareRoot() {
    let said = roots.removeValue(forKey: tree.size) ?? []
    if said.contains(where: { $0.kept == nil && $0.root != tree.root }) {
      // Every later checkpoint differs as well: the first tells where.
      if !isRewritten { findings.append(.rewritten(from: lastFitting, through: tree.size - 1)) }
      isRewritten = true
    } else if said.contains(where: { $0.kept == nil }) {
      lastFitting = tree.size
    }
    guard !isRewritten else { return }
    for (root, kept) in said where root != tree.root {
      if let kept { findings.append(.keptDiffers(name: kept, size: tree.size)) }
    }
    if let state, state.size == tree.size, state != tree { findings.append(.treeDiffers(size: state.size)) }
  }

  /// Compares the end of the log with what should be there.
  /// - Parameters:
  ///   - next: the index that came next when the reading began.
  ///   - nextNow: the same at its end; between the two others have gone on writing.
  mutating func finish(next: Int, nextNow: Int) {
    if expected < next { findings.append(.cutShort(found: expected, next: next)) }
    if expected > nextNow { findings.append(.goesOn(found: expected, next: nextNow)) }
    if let state, state.size > expected, !roots.keys.contains(where: { $0 > expected }) {
      findings.append(.treeDiffers(size: state.size))
    }
    for (size, said) in roots.sorted(by: { $0.key < $1.key }) where size > expected {
      for (_, kept) in said {
        findings.append(
          kept.map { .olderThanKept(name: $0, found: expected, size: size) } ?? .shorterThanCheckpoint(found: expected, size: size))
      }
    }
  }

  /// The result.
  var report: LogReport {
    LogReport(events: events, root: isWhole ? tree.root.base64 : nil, checkpoints: checkpoints, findings: findings)
  }
}

extension LogFinding {
  init(_ fault: EventFault, at index: Int) {
    switch fault {
    case .hashDiffers: self = .altered(index: index)
    case .unreadable: self = .unreadable(index: index)
    case .indexDiffers(let says): self = .moved(index: index, says: Int(says))
    case .columnDiffers(let name): self = .column(index: index, name: name)
    case .personalDiffers(let name): self = .personal(index: index, name: name)
    }
  }
}
