// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Synchronization

/// Hands sealed texts over to one node under one path; those that wait at the same time go in one question.
///
/// Nobody is made to wait for company: a text that finds a question free goes alone, as it always did. Whoever's turn it is asks for all who wait, in
/// a task of its own, so that its cancellation ends the question, and then gives the turn on.
actor PeerPost {
  /// What came of handing over one text.
  struct Answer: Sendable {
    let outcome: WireOutcome
    /// Whether it stands for the question in what is noted of the other node; the others of the same question add nothing.
    var isTelling = true
  }

  private enum Turn: Sendable {
    case ask
    case answered(Answer)
  }

  private struct Letter {
    let sealed: Data
    let turn: CheckedContinuation<Turn, Never>
  }

  /// How much is under way to the node at a time.
  nonisolated let pace = Pace()
  private let transport: any PeerTransport
  private let keys: any OwnKeys
  private let path: String
  private var waiting: [Letter] = []
  private var underway = 0
  /// Messages whose receipts are kept here, of which the other node does not know that yet.
  private var kept: [DigestOf<SignedMessage>] = []
  /// Until when the other node, which did not understand several at once, is handed one at a time.
  private var oneUntil = ContinuousClock.now

  /// Questions at once: with those for messages, those for receipts and the files there are connections enough.
  private static let questions = 2
  /// Bytes in one question, below ``WireLimits/content``.
  private static let bytes = 900 << 10
  private static let again: Duration = .seconds(3_600)

  init(_ transport: any PeerTransport, _ keys: any OwnKeys, path: String) {
    self.transport = transport
    self.keys = keys
    self.path = path
  }

  /// Hands a text over; it is asked as the directory has the peer when its turn comes.
  func hand(_ sealed: Data, to peer: Peer) async -> Answer {
    var turn = Turn.ask
    if underway < Self.questions {
      underway += 1
    } else {
      turn = await withCheckedContinuation { waiting.append(Letter(sealed: sealed, turn: $0)) }
    }
    if case .answered(let answer) = turn { return answer }
    let others = company(of: sealed)
    let answers = await ask([sealed] + others.map(\.sealed), of: peer)
    for (other, answer) in zip(others, answers.dropFirst()) { other.turn.resume(returning: .answered(answer)) }
    if waiting.isEmpty { underway -= 1 } else { waiting.removeFirst().turn.resume(returning: .ask) }
    return answers[0]
  }

  /// Receipts that an answer gave about a message are kept: the next question of several says so.
  ///
  /// Where none comes, or it is lost, the other node sends them once more by themselves.
  func confirm(_ signed: DigestOf<SignedMessage>) {
    kept.append(signed)
    if kept.count > SealedLines.mostKept { kept.removeFirst(kept.count - SealedLines.mostKept) }
  }

  /// Takes those that wait and fit beside a text into one question.
  private func company(of sealed: Data) -> [Letter] {
    guard ContinuousClock.now >= oneUntil else { return [] }
    var (count, bytes) = (0, sealed.count)
    for letter in waiting.prefix(SealedLines.most - 1) {
      bytes += letter.sealed.count + 1
      guard bytes <= Self.bytes else { break }
      count += 1
    }
    defer { waiting.removeFirst(count) }
    return Array(waiting.prefix(count))
  }

  private func ask(_ texts: [Data], of peer: Peer) async -> [Answer] {
    guard texts.count > 1 else { return [Answer(outcome: await askOne(texts[0], of: peer))] }
    let question = WireQuestion(
      method: "POST", path: path, fields: ["content-type": SealedLines.media], content: SealedLines.question(texts, kept: kept))
    kept = []
    let outcome = await transport.ask(question, of: peer)
    switch outcome {
    case .answered(200, let fields, let content):
      let lines = await lines(content, fields["content-type"])
      return Self.answers(lines.flatMap { SealedLines.outcomes($0, count: texts.count) } ?? texts.map { _ in .noAnswer(retryAfter: nil) })
    case .problem(let problem, isSigned: true, _) where problem == .media || problem.isPermanent:
      // A node of before this was agreed, or one that finds something wrong with one of them: what is for good is said of each alone.
      oneUntil = .now + Self.again
      var answers: [Answer] = []
      for text in texts { answers.append(Answer(outcome: await askOne(text, of: peer))) }
      return answers
    case .answered: return Self.answers(texts.map { _ in .noAnswer(retryAfter: nil) })
    case .problem, .noAnswer: return Self.answers(texts.map { _ in outcome })
    }
  }

  /// The lines of an answer, opened where they are sealed; `nil` where there are none.
  private func lines(_ content: Data, _ media: String?) async -> Data? {
    switch media {
    case SealedLines.media: content
    case SealedText.media: try? await SealedText.lines.open(content, with: keys)
    default: nil
    }
  }

  private func askOne(_ text: Data, of peer: Peer) async -> WireOutcome {
    await transport.ask(WireQuestion(method: "POST", path: path, fields: ["content-type": SealedText.media], content: text), of: peer)
  }

  private static func answers(_ outcomes: [WireOutcome]) -> [Answer] {
    outcomes.enumerated().map { Answer(outcome: $1, isTelling: $0 == 0) }
  }
}

/// The posts of a node to all others.
final class PeerPosts: Sendable {
  private let transport: any PeerTransport
  private let keys: any OwnKeys
  private let posts = Mutex<[String: PeerPost]>([:])

  init(_ transport: any PeerTransport, _ keys: any OwnKeys) {
    self.transport = transport
    self.keys = keys
  }

  /// The post to an authority's node under a path.
  func post(to peer: AuthorityName, _ path: String) -> PeerPost {
    posts.withLock { posts in
      let key = "\(peer) \(path)"
      if let post = posts[key] { return post }
      let post = PeerPost(transport, keys, path: path)
      posts[key] = post
      return post
    }
  }
}
