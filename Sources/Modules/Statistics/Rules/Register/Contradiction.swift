// SPDX-License-Identifier: Apache-2.0

/// Something in a register that cannot be as it is written; it is reported with its place and never put right here.
public struct Contradiction: Hashable, Sendable {
  /// What contradicts what.
  public let kind: Kind
  /// The line of the file, from 1.
  public let line: Int
  /// The column of the table, from 1; 0 when it is about the whole line.
  public let column: Int
  /// The name of that column.
  public let name: String

  /// Describes a contradiction.
  public init(_ kind: Kind, line: Int, column: Int, name: String) {
    self.kind = kind
    self.line = line
    self.column = column
    self.name = name
  }

  /// What contradicts what.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The codebook has no such code.
    case unknownCode = "unknown-code"
    /// A code stands twice in one field.
    case repeatedCode = "repeated-code"
    /// It is no day of the calendar.
    case notADay = "not-a-day"
    /// It is no number of days.
    case notANumber = "not-a-number"
    /// It is no amount with at most two decimals.
    case notAnAmount = "not-an-amount"
    /// It is no figure; what is not available is `x`.
    case notAFigure = "not-a-figure"
    /// It is no year.
    case notAYear = "not-a-year"
    /// The request has no identifier.
    case identifierMissing = "identifier-missing"
    /// Another line has the same identifier.
    case identifierRepeated = "identifier-repeated"
    /// It has no day on which it came or was sent.
    case arrivalMissing = "arrival-missing"
    /// It was acknowledged before it came.
    case acknowledgedBeforeReceived = "acknowledged-before-received"
    /// It was decided before it came.
    case decidedBeforeReceived = "decided-before-received"
    /// It was closed before it came.
    case closedBeforeReceived = "closed-before-received"
    /// It was decided after it was closed.
    case decidedAfterClosed = "decided-after-closed"
    /// It has an outcome and was not closed.
    case outcomeWithoutClosing = "outcome-without-closing"
    /// It was closed and has no outcome, or is said to be pending.
    case closedWithoutOutcome = "closed-without-outcome"
    /// It was refused and no ground is recorded.
    case refusedWithoutGround = "refused-without-ground"
    /// A ground for refusal is recorded and nothing of it was refused.
    case groundWithoutRefusal = "ground-without-refusal"
    /// Its time stood still for longer than it was open.
    case suspendedTooLong = "suspended-too-long"
    /// There is an amount and no currency.
    case amountWithoutCurrency = "amount-without-currency"
    /// The proceeding does not belong to the kind of cooperation.
    case proceedingOfKind = "proceeding-of-kind"
    /// The State stands in another regional group elsewhere.
    case regionOfState = "region-of-state"
    /// The parts do not add up to the whole.
    case totalDoesNotSum = "total-does-not-sum"
    /// A part is more than the whole.
    case partOverWhole = "part-over-whole"
    /// Opening, new and closed do not make the closing stock.
    case balanceDoesNotHold = "balance-does-not-hold"
    /// A period does not begin with what the one before it ended with.
    case openingIsNotClosing = "opening-is-not-closing"
    /// The same figure stands there twice and none is said to revise the other.
    case figureRepeated = "figure-repeated"
    /// A figure revises one that is not there.
    case revisesNothing = "revises-nothing"
    /// A figure of before is revised and no reason is given.
    case revisionWithoutReason = "revision-without-reason"
    /// No note says what the figure covers.
    case coverageMissing = "coverage-missing"
  }
}

extension CountedRequest {
  /// The codes that the checks of a request need, by their places in a codebook.
  public struct CheckedCodes: Hashable, Sendable {
    let pending: Code
    let refused: Code
    let partlyExecuted: Code
    /// The proceeding that a kind of cooperation implies, by the place of the kind; what implies none is not recorded.
    let proceedingOfKind: [Code]

    /// Looks the codes up.
    public init(_ codebook: Codebook) {
      func place(_ code: String, _ name: Breakdown) -> Code { codebook.index(of: code, in: name).map(Code.init) ?? notRecorded }
      pending = place("pending", .outcome)
      refused = place("refused", .outcome)
      partlyExecuted = place("partlyExecuted", .outcome)
      proceedingOfKind = (codebook.variable(.kind)?.codes ?? []).map {
        switch $0.code {
        case "civilAssistance": place("civil", .proceeding)
        case "administrativeAssistance": place("administrative", .proceeding)
        case "criminalAssistance", "extradition", "transferOfSentencedPerson", "transferOfProceedings": place("criminal", .proceeding)
        default: notRecorded
        }
      }
    }
  }

  /// Everything in the request that contradicts itself, with the column that it is told of.
  /// - Source: practice (statistics of central authorities)
  public func contradictions(_ codes: CheckedCodes) -> [(kind: Contradiction.Kind, column: RegisterColumn)] {
    var found: [(kind: Contradiction.Kind, column: RegisterColumn)] = []
    func check(_ holds: Bool, _ kind: Contradiction.Kind, _ column: RegisterColumn) { if !holds { found.append((kind, column)) } }
    func isBefore(_ day: DayIndex, _ other: DayIndex) -> Bool { day.isDay && other.isDay && day < other }
    check(receivedOn.isDay, .arrivalMissing, .receivedOn)
    check(!isBefore(acknowledgedOn, receivedOn), .acknowledgedBeforeReceived, .acknowledgedOn)
    check(!isBefore(decidedOn, receivedOn), .decidedBeforeReceived, .decidedOn)
    check(!isBefore(closedOn, receivedOn), .closedBeforeReceived, .closedOn)
    check(!isBefore(closedOn, decidedOn), .decidedAfterClosed, .decidedOn)
    let hasOutcome = outcome != Self.notRecorded && outcome != codes.pending
    check(!hasOutcome || closedOn.isDay, .outcomeWithoutClosing, .outcome)
    check(hasOutcome || !closedOn.isDay, .closedWithoutOutcome, .outcome)
    let isRefused = outcome == codes.refused && outcome != Self.notRecorded
    check(!isRefused || !grounds.isEmpty, .refusedWithoutGround, .grounds)
    // Of a request that was executed in part another part can have been refused.
    let isPartlyExecuted = outcome == codes.partlyExecuted && outcome != Self.notRecorded
    check(isRefused || isPartlyExecuted || grounds.isEmpty, .groundWithoutRefusal, .grounds)
    if receivedOn.isDay, closedOn.isDay, receivedOn <= closedOn {
      check(suspendedDays <= closedOn.ordinal - receivedOn.ordinal, .suspendedTooLong, .suspendedDays)
    }
    let hasAmount = frozen.isRecorded || confiscated.isRecorded || returned.isRecorded
    check(!hasAmount || currency != Self.notRecorded, .amountWithoutCurrency, .currency)
    if Int(kind) < codes.proceedingOfKind.count, proceeding != Self.notRecorded {
      let implied = codes.proceedingOfKind[Int(kind)]
      check(implied == Self.notRecorded || implied == proceeding, .proceedingOfKind, .proceeding)
    }
    return found
  }

  /// Whether there is nothing to report, which is what nearly every request has: a look that makes no list.
  public func isPlain(_ codes: CheckedCodes) -> Bool {
    guard receivedOn.isDay, !acknowledgedOn.isDay || acknowledgedOn >= receivedOn, !decidedOn.isDay || decidedOn >= receivedOn
    else { return false }
    let isRefused = outcome == codes.refused
    guard isRefused ? !grounds.isEmpty : grounds.isEmpty || outcome == codes.partlyExecuted else { return false }
    let hasOutcome = outcome != Self.notRecorded && outcome != codes.pending
    guard hasOutcome == closedOn.isDay else { return false }
    if closedOn.isDay {
      guard closedOn >= receivedOn, !decidedOn.isDay || decidedOn <= closedOn, suspendedDays <= closedOn.ordinal - receivedOn.ordinal
      else { return false }
    }
    guard currency != Self.notRecorded || !(frozen.isRecorded || confiscated.isRecorded || returned.isRecorded) else { return false }
    guard Int(kind) < codes.proceedingOfKind.count, proceeding != Self.notRecorded else { return true }
    let implied = codes.proceedingOfKind[Int(kind)]
    return implied == Self.notRecorded || implied == proceeding
  }
}

/// The columns of a register with one line for each request.
public enum RegisterColumn: String, Hashable, Sendable, CaseIterable {
  /// The identifier, by which a line is known; it is compared and never kept.
  case id
  /// Unit.
  case unit
  /// Direction.
  case direction
  /// State on the other side, two letters.
  case state
  /// Regional group.
  case region
  /// Kind of cooperation.
  case kind
  /// Proceeding.
  case proceeding
  /// Bases, several.
  case bases
  /// Offences, several.
  case offences
  /// Measures, several.
  case measures
  /// The day it came or was sent.
  case receivedOn = "received_on"
  /// The day of the acknowledgement.
  case acknowledgedOn = "acknowledged_on"
  /// The day of the decision.
  case decidedOn = "decided_on"
  /// The day it was closed.
  case closedOn = "closed_on"
  /// The days on which its time stood still.
  case suspendedDays = "suspended_days"
  /// How it ended.
  case outcome
  /// Grounds for refusal, several.
  case grounds
  /// Reasons for delay, several.
  case delays
  /// What was frozen or seized.
  case frozen
  /// What was confiscated.
  case confiscated
  /// What was returned.
  case returned
  /// The currency of the amounts.
  case currency

  /// Those that a register must have.
  public static let needed: [RegisterColumn] = [.id, .direction, .state, .kind, .receivedOn]
}
