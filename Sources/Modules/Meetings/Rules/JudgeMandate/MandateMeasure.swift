// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How a mandate will be judged: by which figure, from which value on, in which direction it is wished to move.
/// - Source: practice (recommendations that can be followed up name what is to change)
public struct MandateMeasure: Codable, Hashable, Sendable {
  /// Where the figure is wished to go.
  public enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
    /// Up.
    case rise
    /// Down.
    case fall
  }

  /// The figure.
  public var reference: MeasureReference
  /// Where it is wished to go.
  public var direction: Direction
  /// The value from which the mandate set out.
  public var baseline: MeasuredValue
  /// Values that officers typed from publications, in the order of entry.
  public var entered: [MeasuredValue]

  /// Describes a measure.
  public init(_ reference: MeasureReference, direction: Direction, baseline: MeasuredValue, entered: [MeasuredValue] = []) {
    self.reference = reference
    self.direction = direction
    self.baseline = baseline
    self.entered = entered
  }
}

/// What has become of a figure since a mandate was given: values beside the baseline, without saying why they moved.
public struct MeasureSeries: Hashable, Sendable {
  /// How a value stands to the baseline.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    /// It moved as was wished.
    case asWished
    /// It moved the other way.
    case otherWay
    /// It is the same.
    case unchanged
    /// One of them is no number, or they count some of the same days.
    case notComparable
  }

  /// One value.
  public struct Line: Hashable, Sendable {
    /// The value.
    public let value: MeasuredValue
    /// How it stands to the baseline.
    public let comparison: Comparison
  }

  /// The measure.
  public let measure: MandateMeasure
  /// The values whose days end after the baseline's, by their days; of one period those of releases first.
  ///
  /// None when nothing is known yet.
  public let lines: [Line]

  /// Puts what is published beside the baseline.
  /// - Parameter released: values of releases; those that officers typed are in the measure.
  public init(_ measure: MandateMeasure, released: [MeasuredValue]) {
    self.measure = measure
    var seen: Set<MeasuredValue> = []
    let all = (released + measure.entered).filter { $0.to > measure.baseline.to && seen.insert($0).inserted }
    lines = all.enumerated().sorted { ($0.element.to, $0.element.from, $0.offset) < ($1.element.to, $1.element.from, $1.offset) }
      .map { Line(value: $0.element, comparison: Self.comparison(of: $0.element, with: measure)) }
  }

  private static func comparison(of value: MeasuredValue, with measure: MandateMeasure) -> Comparison {
    guard case .number(let now) = value.amount, case .number(let then) = measure.baseline.amount, value.from > measure.baseline.to else {
      return .notComparable
    }
    if now == then { return .unchanged }
    return (now > then) == (measure.direction == .rise) ? .asWished : .otherWay
  }
}

extension Mandate {
  /// The mandate with the figure by which it will be judged; values that were typed for the same figure stay.
  /// - Throws: ``CannotEnterMandate/wrongFields(_:)`` for a baseline that cannot be.
  public func judged(by measure: MandateMeasure?, today: CalendarDay) throws(CannotEnterMandate) -> Mandate {
    var mandate = self
    guard var measure else {
      mandate.measure = nil
      return mandate
    }
    let faults = measure.baseline.faults(today: today, prefix: "baseline.")
    guard faults.isEmpty else { throw .wrongFields(faults) }
    if let known = self.measure, known.reference == measure.reference { measure.entered = known.entered }
    mandate.measure = measure
    return mandate
  }

  /// The mandate with a value of its figure that an officer read in a publication.
  /// - Throws: ``CannotEnterMandate/wrongFields(_:)`` for a value that cannot be, that says nothing new, or without a figure to judge by.
  public func entering(_ value: MeasuredValue, today: CalendarDay) throws(CannotEnterMandate) -> Mandate {
    guard var measure else { throw .wrongFields([MandateFault.missing.at("reference")]) }
    var faults = value.faults(today: today, prefix: "value.")
    if value.to <= measure.baseline.to { faults.append(MandateFault.notAfterBaseline.at("value.to")) }
    if measure.entered.contains(value) { faults.append(MandateFault.enteredAlready.at("value.amount")) }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    measure.entered.append(value)
    var mandate = self
    mandate.measure = measure
    return mandate
  }
}

extension MeasuredValue {
  /// What is wrong with a value, by the names of its fields.
  fileprivate func faults(today: CalendarDay, prefix: String) -> [FieldProblem] {
    var faults: [FieldProblem] = []
    if to < from { faults.append(MandateFault.periodReversed.at("\(prefix)to")) }
    // Figures of a period that is not over are no figures of that period.
    if to >= today { faults.append(MandateFault.dayToCome.at("\(prefix)to")) }
    if case .number(let hundredths) = amount, hundredths < 0 { faults.append(MandateFault.wrongValue.at("\(prefix)amount")) }
    if let count, count < 0 { faults.append(MandateFault.wrongValue.at("\(prefix)count")) }
    if source.allSatisfy(\.isWhitespace) { faults.append(MandateFault.missing.at("\(prefix)source")) }
    return faults
  }
}
