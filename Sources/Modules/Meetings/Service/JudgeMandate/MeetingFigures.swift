// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import MeetingsRules

/// The published statistics as meetings use them: which figures there are, their values, and whole tables for papers; Node passes it in.
public struct MeetingFigures: Sendable {
  /// A figure that a mandate can be judged by.
  public struct Offer: Sendable {
    /// The figure.
    public let reference: MeasureReference
    /// What it counts.
    public let title: LocalText

    /// Offers a figure.
    public init(_ reference: MeasureReference, title: LocalText) {
      self.reference = reference
      self.title = title
    }
  }

  /// A table of one release for a paper: one line for each row.
  public struct FigureTable: Sendable {
    /// One row.
    public struct Row: Sendable {
      /// What it counts.
      public let label: LocalText
      /// The value.
      public let amount: MeasuredValue.Amount
      /// Whether it is a reason, and not the requests of which none is recorded.
      public let isReason: Bool

      /// Describes a row.
      public init(_ label: LocalText, _ amount: MeasuredValue.Amount, isReason: Bool = true) {
        self.label = label
        self.amount = amount
        self.isReason = isReason
      }
    }

    /// The code of the table.
    public let name: String
    /// What it counts.
    public let title: LocalText
    /// The first day counted.
    public let from: CalendarDay
    /// The last day counted.
    public let to: CalendarDay
    /// The name of the release.
    public let source: String
    /// The rows, in the order of the codebook.
    public let rows: [Row]

    /// Describes a table.
    public init(name: String, title: LocalText, from: CalendarDay, to: CalendarDay, source: String, rows: [Row]) {
      self.name = name
      self.title = title
      self.from = from
      self.to = to
      self.source = source
      self.rows = rows
    }
  }

  /// The figures that there are words for, in the order of lists.
  let offered: [Offer]
  /// The published values of some figures, of all releases; the releases are read once for all of them.
  let values: @Sendable ([MeasureReference]) async throws -> [MeasureReference: [MeasuredValue]]
  /// The latest published table of each of some names; names without one are left out.
  let tables: @Sendable ([String]) async throws -> [FigureTable]

  /// Takes what the statistics tell.
  public init(
    offered: [Offer],
    values: @escaping @Sendable ([MeasureReference]) async throws -> [MeasureReference: [MeasuredValue]] = { _ in [:] },
    tables: @escaping @Sendable ([String]) async throws -> [FigureTable] = { _ in [] }
  ) {
    self.offered = offered
    self.values = values
    self.tables = tables
  }

  /// No figures at all.
  public static let none = MeetingFigures(offered: [])

  /// What a figure counts; its code where no words are known.
  func title(of reference: MeasureReference) -> LocalText {
    offered.first { $0.reference == reference }?.title ?? LocalText([.en: reference.text])
  }

  /// What has become of the figure of a mandate; `nil` where it is judged by none.
  func series(of mandate: Mandate) async throws -> MeasureSeries? {
    guard let measure = mandate.measure else { return nil }
    return MeasureSeries(measure, released: try await values([measure.reference])[measure.reference] ?? [])
  }

  /// The figures of several mandates, each under its identifier.
  func series(of mandates: [Mandate]) async throws -> [ID<Mandate>: MeasureSeries] {
    let measures = mandates.compactMap { mandate in mandate.measure.map { (mandate.id, $0) } }
    guard !measures.isEmpty else { return [:] }
    let released = try await values(Set(measures.map(\.1.reference)).sorted())
    return Dictionary(measures.map { ($0, MeasureSeries($1, released: released[$1.reference] ?? [])) }) { first, _ in first }
  }

  /// What is published of all figures that are offered, as spans of days of a release: what a baseline can be taken from.
  func spans() async throws -> [PublishedSpan] {
    let spans = Set(try await values(offered.map(\.reference)).values.joined().map(PublishedSpan.init))
    return spans.sorted { ($1.to, $1.from, $0.release) < ($0.to, $0.from, $1.release) }
  }

  /// The published value of a figure for a span of days; `nil` where that release does not have it.
  func value(of reference: MeasureReference, in span: PublishedSpan) async throws -> MeasuredValue? {
    try await values([reference])[reference]?.first { PublishedSpan($0) == span }
  }
}
