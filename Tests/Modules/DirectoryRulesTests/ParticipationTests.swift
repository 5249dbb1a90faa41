// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Kernel
import StrictJSON
import Testing

@Suite("Participation in the Convention") struct ParticipationTests {
  func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  @Test(
    "Deposited and in force are two counts, and fictional States stand in neither",
    arguments: [
      ("2005-12-14", 39, nil), ("2009-12-31", 143, nil), ("2013-12-31", 169, nil), ("2018-06-08", 185, 184), ("2024-04-20", 190, 190),
    ] as [(String, Int, Int?)])
  func counts(text: String, deposited: Int, inForce: Int?) throws {
    let status = try BuiltInDirectory.all().snapshot.participation.status(on: try day(text))
    #expect(status.deposited == deposited)
    if let inForce { #expect(status.inForce == inForce) }
    #expect(!status.parties.contains { $0.state.isFictional })
  }

  @Test("Entry into force follows thirty days after the deposit, never before 14 December 2005")
  func entryIntoForce() throws {
    for episode in try BuiltInDirectory.participation().participation where episode.instrument != .succession {
      #expect(Participation.inForce(depositedOn: episode.depositedOn) == episode.inForceOn, "\(episode.state)")
    }
    #expect(Participation.inForce(depositedOn: try day("2004-01-01")) == (try day("2005-12-14")))
  }

  @Test("A State that deposited but is not yet bound gives no basis; on the day it is bound it does")
  func depositAlone() throws {
    let directory = try BuiltInDirectory.all().snapshot
    func mode(on text: String) throws -> LegalBasis {
      directory.legalBasis(from: try state("XA"), to: try state("XE"), for: .mutualLegalAssistance, on: try day(text))
    }
    #expect(try mode(on: "2026-12-09").mode == .noTreaty)
    #expect(try mode(on: "2026-12-09").reasons.contains { $0.finding == .depositedOnly })
    #expect(try mode(on: "2026-12-10").mode == .convention)
  }

  @Test("Another treaty takes the place of paragraphs 9 to 29 unless the two States agree otherwise")
  func otherTreaty() throws {
    let directory = try BuiltInDirectory.all().snapshot
    let on = try day("2026-11-24")
    let withCaledon = directory.legalBasis(from: try state("XA"), to: try state("XC"), for: .mutualLegalAssistance, on: on)
    #expect(!withCaledon.appliesParagraphs9To29)
    let withDoria = directory.legalBasis(from: try state("XD"), to: try state("XA"), for: .mutualLegalAssistance, on: on)
    #expect(withDoria.appliesParagraphs9To29)
    #expect(withDoria.reasons.map(\.finding) == [.inForce, .inForce, .otherTreaty, .election])
    let before = directory.legalBasis(from: try state("XA"), to: try state("XC"), for: .mutualLegalAssistance, on: try day("2012-04-30"))
    #expect(before.mode == .convention)
  }

  @Test("What two States agree on under 46(7) stands in place of a treaty on assistance; a treaty on extradition governs as it is")
  func electionAndExtradition() throws {
    let directory = try BuiltInDirectory.all().snapshot
    let on = try day("2026-11-24")
    // The treaty of Arcadia and Doria is on both.
    let treaty = try #require(
      directory.treaties.treaties(between: try state("XD"), and: try state("XA"), for: .extradition, on: on).first)
    let basis = directory.legalBasis(from: try state("XD"), to: try state("XA"), for: .extradition, on: on)
    #expect(basis.mode == .otherTreaty(treaty, besidesConvention: true))
    #expect(directory.legalBasis(from: try state("XD"), to: try state("XA"), for: .mutualLegalAssistance, on: on).appliesParagraphs9To29)
  }
}

@Suite("Whom to write to") struct ResolveAuthorityTests {
  let on = CalendarDay("2026-11-24") ?? .earliest
  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  @Test("A State's authority is found with the preferred channel and the accepted languages")
  func found() throws {
    let found = try BuiltInDirectory.all().snapshot.resolve(try state("XB"), for: .mutualLegalAssistance, on: on)
    #expect(found.channel == .direct)
    #expect(found.languages == [.en, .fr])
    #expect(found.reasons == [.namedForPurpose, .namedForWholeState, .preferredChannel, .acceptedLanguages])
  }

  @Test("An urgent request goes through INTERPOL where the authority otherwise wants the diplomatic channel")
  func urgent() throws {
    let found = try BuiltInDirectory.all().snapshot.resolve(try state("XC"), for: .mutualLegalAssistance, on: on, urgent: true)
    #expect(found.channel == .interpol)
    #expect(found.reasons.contains(.urgentThroughInterpol))
  }

  @Test("A territory with an authority of its own gets that authority")
  func territory() throws {
    let found = try BuiltInDirectory.all().snapshot.resolve(
      try state("XC"), for: .mutualLegalAssistance, territory: "Southern Isles", on: on)
    #expect(found.authority.territory == "Southern Isles")
    #expect(found.reasons.contains(.namedForTerritory))
  }

  @Test("Why there is none is told: no entry, no valid entry, a territory to choose")
  func none() throws {
    let directory = try BuiltInDirectory.all().snapshot
    let austria = try state("AT")
    let florinia = try state("XF")
    #expect(throws: CannotResolve.noAuthority(austria, .mutualLegalAssistance)) {
      try directory.resolve(austria, for: .mutualLegalAssistance, on: on)
    }
    #expect(throws: CannotResolve.noneValid(florinia, on: on)) { try directory.resolve(florinia, for: .mutualLegalAssistance, on: on) }
    var territories = directory
    territories.authorities.removeAll { $0.state.code == "XC" && $0.territory == nil }
    let caledon = try state("XC")
    #expect(throws: CannotResolve.territoryNeeded(caledon, territories: ["Southern Isles"])) {
      try territories.resolve(caledon, for: .mutualLegalAssistance, on: on)
    }
  }

  /// The built-in directory with the central authorities of Caledon changed.
  func caledon(_ change: (inout [CompetentAuthority]) -> Void) throws -> DirectorySnapshot {
    var directory = try BuiltInDirectory.all().snapshot
    change(&directory.authorities)
    return directory
  }

  @Test("A territory is found whatever its capitals and accents; one that nobody is named for is told, never passed over in silence")
  func territoryUnknown() throws {
    let directory = try BuiltInDirectory.all().snapshot
    let state = try state("XC")
    func found(_ territory: String) throws -> ResolvedAuthority {
      try directory.resolve(state, for: .mutualLegalAssistance, territory: territory, on: on)
    }
    #expect(try found(" southérn ISLES").authority.territory == "Southern Isles")
    let wrong = try found("Southern Ilses")
    #expect(wrong.authority.territory == nil && wrong.reasons.contains(.territoryUnknown))
    #expect(directory.knowsTerritory("southern isles", of: state, for: .mutualLegalAssistance, on: on))
    #expect(!directory.knowsTerritory("Southern Ilses", of: state, for: .mutualLegalAssistance, on: on))
    #expect(directory.territories(of: state, for: .mutualLegalAssistance, on: on) == ["Southern Isles"])
    // Where a State names no territory at all, its authority is there for each of them.
    let borealia = try directory.resolve(try self.state("XB"), for: .mutualLegalAssistance, territory: "The North", on: on)
    #expect(!borealia.reasons.contains(.territoryUnknown))
    let alone = try caledon { $0.removeAll { $0.state.code == "XC" && $0.territory == nil } }
    #expect(throws: CannotResolve.territoryUnknown(state, territory: "Southern Ilses", territories: ["Southern Isles"])) {
      try alone.resolve(state, for: .mutualLegalAssistance, territory: "Southern Ilses", on: on)
    }
  }

  @Test("Of two entries that are valid at once the one confirmed last is named, whatever its identifier, and the other one is told")
  func several() throws {
    let state = try state("XB")
    let known = try BuiltInDirectory.all().snapshot.resolve(state, for: .mutualLegalAssistance, on: on).authority
    for number in ["00000000-0000-4000-8000-000000000000", "ffffffff-0000-4000-8000-000000000000"] {
      let id = try #require(ID<CompetentAuthority>(number))
      var other = CompetentAuthority(id: id, state: state, kind: .mutualLegalAssistance, originalName: "Other")
      for verified in [on, CalendarDay("2001-01-01")] {
        other.lastVerified = verified
        let found = try caledon { $0.append(other) }.resolve(state, for: .mutualLegalAssistance, on: on)
        #expect(found.reasons.contains(.oneOfSeveral))
        #expect(found.authority.id == (verified == on ? id : known.id))
        #expect(found.others.map(\.id) == [verified == on ? known.id : id])
      }
    }
  }

  @Test("Languages that are known by name alone are not said to be unknown")
  func otherLanguages() throws {
    let state = try state("XB")
    let directory = try caledon { authorities in
      for index in authorities.indices where authorities[index].state == state {
        authorities[index].requirements.languages = nil
        authorities[index].requirements.otherLanguages = "Borealian"
      }
    }
    let found = try directory.resolve(state, for: .mutualLegalAssistance, on: on)
    #expect(found.languages.isEmpty && found.otherLanguages == "Borealian")
    #expect(found.reasons.contains(.otherLanguagesAccepted) && !found.reasons.contains(.languagesNotKnown))
  }

  @Test("Over the public part nothing follows from requirements that an entry keeps for authorities")
  func publicPart() throws {
    let state = try state("XB")
    let directory = try caledon { authorities in
      for index in authorities.indices where authorities[index].state == state {
        authorities[index].requirements.channels = [.diplomatic]
        authorities[index].restrictedFields.insert(.requirements)
      }
    }
    let found = try directory.publicPart.resolve(state, for: .mutualLegalAssistance, on: on)
    #expect(found.channel == .direct && found.languages.isEmpty && found.otherLanguages == nil)
    #expect(found.reasons == [.namedForPurpose, .namedForWholeState, .channelNotKnown, .languagesNotKnown])
    #expect(try directory.resolve(state, for: .mutualLegalAssistance, on: on).channel == .diplomatic)
  }

  @Test("A directory file with an unknown member, a wrong stance or a bad day is refused with its place")
  func strictFile() {
    for text in [
      #"{"format":1,"states":[],"participation":[],"authorities":[],"treaties":{"treaties":[],"elections":[]},"x":1}"#,
      #"{"format":1,"states":[{"state":"xb","regionalGroup":"NONE"}],"participation":[],"authorities":[],"treaties":{"treaties":[],"elections":[]}}"#,
    ] {
      #expect(throws: StrictJSONError.self) { _ = try DirectoryFile.read(Data(text.utf8)) }
    }
  }
}
