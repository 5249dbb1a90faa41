// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension ReleaseDraft {
  /// The same draft with something changed by an officer: what was judged before is judged anew.
  func changed(by officer: String, _ change: (inout ReleaseDraft) -> Void) -> ReleaseDraft {
    var draft = self
    change(&draft)
    draft.protection = nil
    if !draft.makers.contains(officer) { draft.makers.append(officer) }
    return draft
  }

  /// Takes a State's figures in.
  /// - Throws: ``CannotRelease/sourceTwice(_:)``: take the others out first.
  public func adding(_ source: SourceFigures, by officer: String) throws(CannotRelease) -> ReleaseDraft {
    guard !sources.contains(where: { $0.reporter == source.reporter }) else { throw .sourceTwice(source.reporter) }
    return changed(by: officer) {
      $0.sources = ($0.sources + [source]).sorted { $0.reporter < $1.reporter }
      if !$0.asked.contains(source.reporter) { $0.asked = ($0.asked + [source.reporter]).sorted() }
    }
  }

  /// Takes a State's figures out.
  /// - Throws: ``CannotRelease/noSources`` where there are none of that State.
  public func removing(_ state: StateCode, by officer: String) throws(CannotRelease) -> ReleaseDraft {
    guard sources.contains(where: { $0.reporter == state }) else { throw .noSources }
    return changed(by: officer) { draft in draft.sources.removeAll { $0.reporter == state } }
  }

  /// Takes a table out, for example one that cannot be protected.
  /// - Throws: ``CannotRelease/noSuchTable``.
  public func removing(table name: String, by officer: String) throws(CannotRelease) -> ReleaseDraft {
    guard tables.contains(where: { $0.name == name }), tables.count > 1 else { throw .noSuchTable }
    return changed(by: officer) { draft in draft.tables.removeAll { $0.name == name } }
  }

  /// Shows categories as one.
  /// - Throws: ``CannotRelease/cannotMerge`` unless they are at least two codes of one breakdown whose parts make the whole, and none is
  ///   put together with others already.
  public func merging(_ merge: CategoryMerge, _ codebook: Codebook, by officer: String) throws(CannotRelease) -> ReleaseDraft {
    let codes = codebook.variable(merge.breakdown)?.codes.map(\.code) ?? []
    let taken = merges.filter { $0.breakdown == merge.breakdown }
    // A merge of a merge takes its parts: the order of clicks makes no difference.
    let parts = merge.codes.flatMap { code in taken.first { $0.code == code }?.codes ?? [code] }
    let rest = taken.filter { other in !merge.codes.contains(other.code) }
    let isFree = rest.allSatisfy { Set($0.codes).isDisjoint(with: parts) }
    guard !merge.breakdown.isSeveral, merge.codes.count > 1, Set(parts).count == parts.count, Set(parts).isSubset(of: codes), isFree else {
      throw .cannotMerge
    }
    let ordered = CategoryMerge(breakdown: merge.breakdown, codes: codes.filter { parts.contains($0) })
    return changed(by: officer) { draft in
      draft.merges.removeAll { $0.breakdown == merge.breakdown && merge.codes.contains($0.code) }
      draft.merges.append(ordered)
    }
  }

  /// Judges and protects the draft beside everything that was published before.
  ///
  /// - Parameters:
  ///   - earlier: the releases that were published before.
  ///   - agreements: all consents; those in force on the day count.
  /// - Throws: ``CannotRelease`` where the tables cannot be put together, ``DisclosureProblem`` where they cannot be protected.
  public func protecting(
    beside earlier: [(digest: String, content: ReleaseContent)], agreements: [PairAgreement], codebook: Codebook, on day: CalendarDay,
    by officer: String, solver: @escaping OpenLinearSystem
  ) throws -> ReleaseDraft {
    let inForce = agreements.filter { $0.isInForce(on: day) }
    let assembled = try ReleaseAssembly(codebook: codebook, draft: self).tables()
    let slices = try assembled.map { try $0.slices(of: period) }
    let before = try earlier.flatMap { try $0.content.slices() }
    let policy = try DisclosurePolicy(threshold: threshold, consents: inForce.map(\.consent))
    let release = try ProtectedRelease(of: slices.flatMap { $0.map(\.table) }, earlier: before, on: day, policy: policy, solver: solver)
    var judged = release.tables[...]
    let tables = zip(assembled, slices).map { table, slices in
      var shown = table
      for slice in slices {
        guard let told = judged.popFirst() else { break }
        for (place, cell) in zip(slice.places, told.cells) where cell.count == .withheld {
          shown.cells[place.row][place.column] = ReleasedCell(mark: .withheld)
        }
      }
      return shown
    }
    let findings = release.audit.findings.map {
      ProtectedDraft.Finding(table: $0.table, place: $0.place, least: $0.lower, most: $0.upper)
    }
    var draft = changed(by: officer) { _ in }
    draft.protection = ProtectedDraft(
      on: day, tables: tables, primaryCount: release.primaryCount, complementaryCount: release.complementaryCount,
      cellCount: release.cellCount, findings: findings, proposals: Self.merges(release.proposals),
      basis: Self.basis(earlier.map(\.digest), inForce))
    return draft
  }

  /// The proposals of disclosure control that a draft can follow.
  public static func merges(_ proposals: [CoarserCategories]) -> [CategoryMerge] {
    proposals.compactMap { proposal in
      guard let breakdown = Breakdown(rawValue: proposal.dimension), !breakdown.isSeveral, breakdown != .direction else { return nil }
      guard !proposal.categories.contains("notRecorded") else { return nil }
      return CategoryMerge(breakdown: breakdown, codes: proposal.categories)
    }
  }

  /// What a judgement rests on beside the figures.
  static func basis(_ digests: [String], _ inForce: [PairAgreement]) -> ReleaseBasis {
    ReleaseBasis(earlier: digests, consents: inForce.map(\.id.description))
  }

  /// Publishes what was protected: from now on it is as it is.
  ///
  /// - Parameters:
  ///   - earlier: everything that is published now.
  ///   - revised: what it takes the place of, when it revises something.
  /// - Throws: ``CannotRelease``: not protected, the officer had a hand in it, what it rests on has changed, or the old one was revised
  ///   by another meanwhile.
  public func published(
    by officer: String, on day: CalendarDay, beside digests: [String], agreements: [PairAgreement], revised: ReleaseContent?,
    codebook: Int
  ) throws(CannotRelease) -> ReleaseContent {
    guard let protection else { throw .notProtected }
    guard !makers.contains(officer) else { throw .needsSecondOfficer }
    guard protection.basis == Self.basis(digests, agreements.filter { $0.isInForce(on: day) }) else { throw .basisMoved }
    return content(protection, releasedOn: day, revised: revised, codebook: codebook)
  }

  /// What readers would get if it were published on the day on which it was protected; `nil` until then.
  public func preview(codebook: Int) -> ReleaseContent? {
    protection.map { content($0, releasedOn: $0.on, revised: nil, codebook: codebook) }
  }

  private func content(_ protection: ProtectedDraft, releasedOn day: CalendarDay, revised: ReleaseContent?, codebook: Int) -> ReleaseContent
  {
    ReleaseContent(
      format: ReleaseContent.known, name: name, codebook: codebook, period: period, releasedOn: day, threshold: threshold,
      isProvisional: isProvisional, asked: asked, reporting: sources.map(\.reporter).sorted(), revises: revises,
      differences: revised.map { ReleaseContent.differences(from: $0.tables, to: protection.tables) } ?? [],
      sources: sources.map { ReleaseContent.Source($0) }, tables: protection.tables)
  }
}
