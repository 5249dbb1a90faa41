// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Asking authorities whether their entries still hold: start, remind, see how far it is.
struct VerificationPages: Sendable {
  let store: DirectoryStore
  static let url = "/directory/verification"

  static func trail(_ words: Words, inCampaigns: Bool = true) -> [Page.Crumb] {
    [.init(words("directory.title"), "/directory")] + (inCampaigns ? [.init(words("directory.verification.title"), url)] : [])
  }

  // MARK: The start page

  /// What an officer who keeps the directory should look at today; nothing when all is well.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let stale = try await staleCount(call)
    let late = try await store.campaigns().count { $0.campaign.due < call.today && $0.entries.contains { $0.value.answer == nil } }
    guard stale + late > 0 else { return .nothing }
    return panel(call.words("directory.title"), .attention) {
      if stale > 0 {
        tag("p") { link("/directory?stale=yes", call.words("directory.verification.stale", ["count": .integer(stale)])) }
      }
      if late > 0 { tag("p") { link(Self.url, call.words("directory.verification.lateCampaigns", ["count": .integer(late)])) } }
    }
  }

  private func staleCount(_ call: Call<SignedIn>) async throws -> Int {
    try await store.snapshot().authorities.count { $0.isValid(on: call.today) && $0.isStale(on: call.today) }
  }

  // MARK: All campaigns

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await listPage(FormData([("due", call.today.adding(30).description)]), .none, call))
  }

  @Sendable func start(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      guard let due = form["due"].flatMap({ CalendarDay($0) }) else {
        throw CannotEdit.wrongFields([FieldProblem(field: "due", code: "directory.wrong-value")])
      }
      let id = ID<VerificationCampaign>()
      let (campaign, entries) = try await store.snapshot().startVerification(
        id, of: form["kind"].flatMap { CompetentAuthority.Kind(rawValue: $0) }, in: form["group"].flatMap { RegionalGroup(rawValue: $0) },
        due: due, today: call.today, at: call.now)
      try await store.start(campaign, asking: entries, by: .officer(call.who.officer))
      return .redirect(to: "\(Self.url)/\(id)", notice: Message("directory.verification.started"))
    } catch let problem as CannotVerify {
      return .page(try await listPage(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let problem as CannotEdit {
      return .page(try await listPage(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func listPage(_ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let campaigns = try await store.campaigns()
    let stale = try await staleCount(call)
    let kinds = CompetentAuthority.Kind.allCases.map { Field.Option($0.rawValue, words("directory.kind.\($0.rawValue)")) }
    let groups = RegionalGroup.allCases.map { Field.Option($0.rawValue, words("directory.group.\($0.rawValue)")) }
    return Page(
      words("directory.verification.title"), trail: Self.trail(words, inCampaigns: false), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("directory.verification.lead") }
      tag("p") {
        Web.badge(words("directory.verification.stale", ["count": .integer(stale)]), stale == 0 ? .ok : .attention)
        " "
        link("/directory?stale=yes", words("directory.filter.stale"))
      }
      if campaigns.isEmpty { emptyState(words("directory.verification.none")) } else { table(campaigns, call) }
      tag("h2") { words("directory.verification.start") }
      form(call, to: Self.url, submit: words("directory.verification.startNow"), errors: errors) {
        Field("due", words("directory.verification.due"), value: typed.raw("due"), errors: errors).day
        Field("kind", words("directory.filter.kind"), value: typed.raw("kind")).choice(kinds, none: words("directory.filter.any"))
        Field("group", words("directory.filter.group"), value: typed.raw("group")).choice(groups, none: words("directory.filter.any"))
      }
    }
  }

  private func table(_ campaigns: [DirectoryStore.CampaignFile], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let rows = campaigns.map { file -> [HTML] in
      let answered = file.entries.count { $0.value.answer != nil }
      let share: [String: MessageArgument] = [
        "covered": .text(words.number(answered)), "total": .text(words.number(file.entries.count)),
      ]
      return [
        link("\(Self.url)/\(file.campaign.id)", words.date(CalendarDay(file.campaign.startedAt, in: call.zone))),
        HTML(Self.scope(file.campaign, words)), Self.due(file, call), HTML(words("directory.coverage.share", share)),
      ]
    }
    return Table(
      caption: words("directory.verification.title"),
      columns: ["campaign", "scope", "due", "answered"].map { Table.Column(words("directory.verification.\($0)")) }, rows: rows
    ).html
  }

  static func scope(_ campaign: VerificationCampaign, _ words: Words) -> String {
    let parts = [
      campaign.kind.map { words("directory.kind.\($0.rawValue)") }, campaign.group.map { words("directory.group.\($0.rawValue)") },
    ].compactMap { $0 }
    return parts.isEmpty ? words("directory.verification.everybody") : parts.joined(separator: " · ")
  }

  private static func due(_ file: DirectoryStore.CampaignFile, _ call: Call<SignedIn>) -> HTML {
    let isLate = file.campaign.due < call.today && file.entries.contains { $0.value.answer == nil }
    let day = call.words.date(file.campaign.due)
    return isLate ? Web.badge("\(day) · \(call.words("directory.verification.late"))", .attention) : HTML(day)
  }

  static func badge(_ stage: VerificationEntry.Stage, _ words: Words) -> HTML {
    let tone: Tone =
      switch stage {
      case .asked: .plain
      case .reminded: .info
      case .confirmed: .ok
      case .changed: .attention
      case .noAnswer: .refused
      }
    return Web.badge(words("directory.stage.\(stage.rawValue)"), tone)
  }
}

// MARK: - One campaign

extension VerificationPages {
  static func campaign(_ call: Call<SignedIn>, in store: DirectoryStore) async throws -> DirectoryStore.CampaignFile {
    let id = try call.parameter("campaign") { ID<VerificationCampaign>($0) }
    guard let file = try await store.campaign(id) else { throw WebProblem.notFound }
    return file
  }

  @Sendable func campaign(_ call: Call<SignedIn>) async throws -> Answer {
    let file = try await Self.campaign(call, in: store)
    let snapshot = try await store.snapshot()
    let words = call.words
    let stage = call.query["stage"].flatMap { VerificationEntry.Stage(rawValue: $0) }
    let entries = file.entries.map(\.value).filter { stage == nil || $0.stage == stage }
    let url = "\(Self.url)/\(file.campaign.id)"
    let stages = VerificationEntry.Stage.allCases.map { Field.Option($0.rawValue, words("directory.stage.\($0.rawValue)")) }
    return .page(
      Page(
        words("directory.verification.of", ["day": .day(CalendarDay(file.campaign.startedAt, in: call.zone))]), trail: Self.trail(words),
        classification: .internalUse
      ) {
        facts([
          (words("directory.verification.scope"), HTML(Self.scope(file.campaign, words))),
          (words("directory.verification.due"), Self.due(file, call)),
        ])
        progress(file, snapshot, words)
        if file.entries.contains(where: { $0.value.answer == nil }) {
          buttonForm(call, to: "\(url)/remind", words("directory.verification.remindAll"))
          tag("p", .css("hint")) { words("directory.verification.remindMeans") }
        }
        filterForm(url, submit: words("directory.filter.apply")) {
          Field("stage", words("directory.verification.stage"), value: stage?.rawValue ?? "").choice(
            stages, none: words("directory.filter.any"))
        }
        tag("p", Attribute("role", "status")) { words("directory.verification.found", ["count": .integer(entries.count)]) }
        entryTable(entries, snapshot, url, words)
      })
  }

  private func progress(_ file: DirectoryStore.CampaignFile, _ snapshot: DirectorySnapshot, _ words: Words) -> HTML {
    let stages = VerificationEntry.Stage.allCases
    let groups = Dictionary(grouping: file.entries.map(\.value)) { snapshot.participation.states[$0.state] ?? .none }
    func row(_ label: String, _ entries: [VerificationEntry]) -> [HTML] {
      [HTML(label)] + stages.map { stage in HTML(words.number(entries.count { $0.stage == stage })) }
    }
    let rows = RegionalGroup.allCases.compactMap { group in groups[group].map { row(words("directory.group.\(group.rawValue)"), $0) } }
    return Table(
      caption: words("directory.verification.progress"),
      columns: [Table.Column(words("directory.filter.group"))]
        + stages.map { Table.Column(words("directory.stage.\($0.rawValue)"), isNumber: true) },
      rows: rows + [row(words("directory.verification.all"), file.entries.map(\.value))]
    ).html
  }

  private func entryTable(_ entries: [VerificationEntry], _ snapshot: DirectorySnapshot, _ url: String, _ words: Words) -> HTML {
    let names = Dictionary(snapshot.authorities.map { ($0.id, $0.originalName) }) { first, _ in first }
    let rows = words.sorted(entries) { words.state($0.state) }.map { entry -> [HTML] in
      [
        link("\(url)/authorities/\(entry.authority)", names[entry.authority] ?? entry.authority.description, .dir("auto")),
        HTML(words.state(entry.state)), Self.badge(entry.stage, words), HTML(words.number(entry.remindedAt.count)),
      ]
    }
    return Table(
      caption: words("directory.verification.authorities"),
      columns: ["authority", "state", "stage", "reminders"].map { Table.Column(words("directory.verification.\($0)")) }, rows: rows
    ).html
  }

  @Sendable func remindAll(_ call: Call<SignedIn>) async throws -> Answer {
    let file = try await Self.campaign(call, in: store)
    let decisions = try file.entries.filter { $0.value.answer == nil }.map { (try $0.value.reminding(at: call.now), $0.version) }
    guard !decisions.isEmpty else { throw CannotVerify.alreadyAnswered }
    do {
      try await store.commit(decisions, at: call.now, by: .officer(call.who.officer))
    } catch is StaleWrite {
      throw CannotEdit.changedSinceSeen
    }
    return .redirect(to: "\(Self.url)/\(file.campaign.id)", notice: Message("directory.verification.reminded"))
  }
}
