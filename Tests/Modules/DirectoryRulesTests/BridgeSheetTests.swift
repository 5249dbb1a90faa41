// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Instruments
import Kernel
import Testing

@Suite("Bridge sheet") struct BridgeSheetTests {
  let on = CalendarDay("2026-11-24") ?? .earliest
  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  func sheet(
    _ from: String, _ to: String, _ measures: Set<Measure> = [.bankRecords], publicOnly: Bool = false,
    change: (inout DirectorySnapshot) -> Void = { _ in }
  ) throws -> BridgeSheet {
    var snapshot = try BuiltInDirectory.all().snapshot
    change(&snapshot)
    return snapshot.bridgeSheet(from: try state(from), to: try state(to), measures: measures, on: on, publicOnly: publicOnly)
  }

  func gap(_ sheet: BridgeSheet, _ topic: BridgeSheet.Topic, _ measure: Measure? = nil) throws -> BridgeSheet.Gap? {
    try #require(sheet.lines.first { $0.topic == topic && $0.measure == measure }).gap
  }

  /// Sets what the whole-State central authorities of two States ask.
  func asks(_ snapshot: inout DirectorySnapshot, _ code: String, _ change: (inout Requirements) -> Void) {
    for index in snapshot.authorities.indices
    where snapshot.authorities[index].state.code == code && snapshot.authorities[index].kind == .mutualLegalAssistance {
      change(&snapshot.authorities[index].requirements)
    }
  }

  @Test("A language in common leaves no gap; without one the request must be translated")
  func languages() throws {
    #expect(try gap(try sheet("XA", "XB"), .languages) == nil)
    #expect(try gap(try sheet("XA", "XC"), .languages) == .translationNeeded)
  }

  @Test("What nobody told is to be asked, never read as no")
  func unknown() throws {
    let found = try sheet("XA", "XD", [.jointInvestigation])
    #expect(try gap(found, .available, .jointInvestigation) == .askRequested)
    #expect(try #require(found.lines.first { $0.topic == .available }).requested == .notKnown)
    // Lines about which neither State has told anything and that need not be asked are left out.
    #expect(!found.lines.contains { $0.topic == .remarks })
  }

  @Test("Annexes beyond the requesting State's own, signatures and undertakings are gaps")
  func more() throws {
    let found = try sheet("XA", "XB")
    #expect(try gap(found, .annexes) == .moreAnnexes)
    #expect(try gap(found, .electronicSignature) == .neededByRequested)
    #expect(try gap(found, .noDeathPenalty) == .undertakingAsked)
    #expect(try gap(found, .limitsOnUse) == .conditionSet)
    #expect(found.gapCount == found.lines.count { $0.gap != nil })
  }

  @Test(
    "A measure's gaps follow from both laws",
    arguments: [
      (.yes, .no, .notAvailable), (.no, .yes, .noReciprocity), (.yes, .conditions("By a court alone"), .conditionSet), (.yes, .yes, nil),
    ] as [(Stance, Stance, BridgeSheet.Gap?)])
  func availability(ours: Stance, theirs: Stance, expected: BridgeSheet.Gap?) throws {
    let found = try sheet("XA", "XB") { snapshot in
      for (code, stance) in [("XA", ours), ("XB", theirs)] {
        asks(&snapshot, code) { requirements in
          var asks = MeasureRequirement(measure: .bankRecords)
          asks.available = stance
          requirements.set(asks, for: .bankRecords)
        }
      }
    }
    #expect(try gap(found, .available, .bankRecords) == expected)
    #expect(found.lines.contains { $0.gap?.blocks == true } == (expected == .notAvailable))
  }

  @Test(
    "A stronger suspicion and a higher authority there are gaps, weaker and lower ones are not",
    arguments: [(.reasonableSuspicion, .probableCause, true), (.probableCause, .probableCause, false), (.strongSuspicion, .none, false)]
      as [(MeasureRequirement.Suspicion, MeasureRequirement.Suspicion, Bool)])
  func standards(ours: MeasureRequirement.Suspicion, theirs: MeasureRequirement.Suspicion, isGap: Bool) throws {
    let found = try sheet("XA", "XB", [.searchAndSeizure]) { snapshot in
      for (code, standard, order) in [("XA", ours, MeasureRequirement.OrderedBy.prosecutor), ("XB", theirs, isGap ? .court : .police)] {
        asks(&snapshot, code) { requirements in
          var asks = MeasureRequirement(measure: .searchAndSeizure)
          (asks.suspicion, asks.orderedBy) = (standard, order)
          requirements.set(asks, for: .searchAndSeizure)
        }
      }
    }
    #expect((try gap(found, .suspicion, .searchAndSeizure) == .higherStandard) == isGap)
    #expect((try gap(found, .orderedBy, .searchAndSeizure) == .otherOrderNeeded) == isGap)
  }

  @Test("Different dual criminality is a gap only in the direction in which more is asked")
  func directions() throws {
    let change: (inout DirectorySnapshot) -> Void = { snapshot in
      self.asks(&snapshot, "XA") { $0.dualCriminality = .never }
      self.asks(&snapshot, "XB") { $0.dualCriminality = .always }
    }
    #expect(try gap(try sheet("XA", "XB", change: change), .dualCriminality) == .strictOnDualCriminality)
    #expect(try gap(try sheet("XB", "XA", change: change), .dualCriminality) == nil)
  }

  @Test("What an entry keeps for authorities stands on no public sheet, and is not said to be unknown")
  func restricted() throws {
    let found = try sheet("XA", "XB", publicOnly: true) { snapshot in
      for index in snapshot.authorities.indices where snapshot.authorities[index].state.code == "XB" {
        snapshot.authorities[index].restrictedFields.insert(.requirements)
      }
    }
    #expect(found.lines.allSatisfy { $0.requested == .notShown && $0.gap == nil })
    #expect(found.requested?.requirements == Requirements())
    #expect(found.requested?.telephone == nil)
  }

  @Test("Where the requesting State's own practice is not known, that is told, and not a gap that nobody has compared")
  func ownUnknown() throws {
    let change: (inout DirectorySnapshot) -> Void = { snapshot in
      self.asks(&snapshot, "XA") { $0 = Requirements() }
      self.asks(&snapshot, "XB") { requirements in
        requirements.dualCriminality = .always
        var asks = MeasureRequirement(measure: .bankRecords)
        (asks.suspicion, asks.orderedBy) = (.probableCause, .court)
        requirements.set(asks, for: .bankRecords)
      }
    }
    let found = try sheet("XA", "XB", change: change)
    #expect(try gap(found, .languages) == .ownNotKnown)
    #expect(try gap(found, .dualCriminality) == .ownNotKnown)
    #expect(try gap(found, .suspicion, .bankRecords) == .ownNotKnown)
    #expect(try gap(found, .orderedBy, .bankRecords) == .ownNotKnown)
    let hidden = try sheet("XA", "XB", publicOnly: true) { snapshot in
      for index in snapshot.authorities.indices where snapshot.authorities[index].state.code == "XA" {
        snapshot.authorities[index].restrictedFields.insert(.requirements)
      }
    }
    #expect(try gap(hidden, .languages) == .ownNotKnown)
  }

  @Test("Measures of chapter V are compared by the focal point for asset recovery, and by the central authority where it tells nothing")
  func focalPoint() throws {
    let state = try state("XB")
    func found(focalPointTells: Bool, _ measure: Measure) throws -> BridgeSheet {
      try sheet("XA", "XB", [measure]) { snapshot in
        snapshot.authorities.removeAll { $0.state == state && $0.kind == .assetRecovery }
        asks(&snapshot, "XB") { requirements in
          var asks = MeasureRequirement(measure: measure)
          (asks.available, asks.remarks) = (.no, "Central")
          requirements.set(asks, for: measure)
        }
        var focal = CompetentAuthority(id: ID(), state: state, kind: .assetRecovery, originalName: "Focal point")
        if focalPointTells {
          var asks = MeasureRequirement(measure: measure)
          asks.available = .yes
          focal.requirements.set(asks, for: measure)
        }
        snapshot.authorities.append(focal)
      }
    }
    func available(_ sheet: BridgeSheet, _ topic: BridgeSheet.Topic = .available) -> BridgeSheet.Value? {
      sheet.lines.first { $0.topic == topic && $0.measure != nil }?.requested
    }
    let told = try found(focalPointTells: true, .freezeForConfiscation)
    #expect(told.requestedForAssets?.originalName == "Focal point")
    #expect(available(told) == .availability(.yes, instead: nil) && available(told, .remarks) == .text("Central"))
    #expect(available(try found(focalPointTells: false, .freezeForConfiscation)) == .availability(.no, instead: nil))
    let other = try found(focalPointTells: true, .bankRecords)
    #expect(other.requestedForAssets == nil && available(other) == .availability(.no, instead: nil))
  }

  @Test("A State with authorities for single territories alone asks for a territory; the chosen one is compared")
  func territories() throws {
    let change: (inout DirectorySnapshot) -> Void = { snapshot in
      snapshot.authorities.removeAll { $0.state.code == "XC" && $0.territory == nil }
    }
    let none = try sheet("XA", "XC", change: change)
    #expect(none.requested == nil && none.requestedTerritories == ["Southern Isles"])
    var snapshot = try BuiltInDirectory.all().snapshot
    change(&snapshot)
    let chosen = snapshot.bridgeSheet(
      from: try state("XA"), to: try state("XC"), measures: [.bankRecords], territories: (nil, "Southern Isles"), on: on, publicOnly: false)
    #expect(chosen.requested?.territory == "Southern Isles" && chosen.requestedTerritories.isEmpty)
    #expect(try sheet("XA", "XF").requestedTerritories.isEmpty)
  }

  @Test("Without a valid authority everything is to be asked, and the legal basis stands all the same")
  func noAuthority() throws {
    let found = try sheet("XA", "XF")
    #expect(found.requested == nil)
    #expect(found.basis.mode == .noTreaty)
    #expect(try gap(found, .languages) == .askRequested)
  }
}

@Suite("Coverage") struct CoverageTests {
  let on = CalendarDay("2026-11-24") ?? .earliest

  @Test("Fictional States stand in their own line and in no count")
  func fictional() throws {
    let coverage = try BuiltInDirectory.all().snapshot.coverage(on: on)
    let share = coverage.share(.fictional, .mutualLegalAssistance)
    #expect(share.covered == 5 && share.total == 6)
    #expect(coverage.share(.fictional, .prevention).covered == 2)
    #expect(coverage.share(.all, .mutualLegalAssistance).covered == 0)
    #expect(coverage.share(.all, .extradition).total == 198)
    let groups = coverage.lines.compactMap { line -> Int? in if case .group = line { coverage.share(line, .prevention).total } else { nil }
    }
    #expect(groups.reduce(0, +) == 198)
  }

  @Test("A State counts once for a kind however many authorities it has, and only on days on which one is valid")
  func realState() throws {
    var snapshot = try BuiltInDirectory.all().snapshot
    let austria = try #require(StateCode("AT"))
    for name in ["One", "Two"] {
      var authority = CompetentAuthority(id: ID(), state: austria, kind: .extradition, originalName: name)
      authority.validFrom = on
      snapshot.authorities.append(authority)
    }
    #expect(snapshot.coverage(on: on).share(.group(.westernEuropeanAndOthers), .extradition).covered == 1)
    #expect(snapshot.coverage(on: on).share(.all, .extradition).covered == 1)
    #expect(snapshot.coverage(on: on.adding(-1)).share(.all, .extradition).covered == 0)
  }
}
