// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The next meeting's provisional agenda, drafted from living mandates: looked through, changed, created.
struct DraftNextPages: Sendable {
  let meetings: Meetings

  /// What a draft is made of.
  struct Ground: Sendable {
    let last: MeetingDossier
    let living: [Versioned<Mandate>]

    /// Tells whether a mandate was changed while the draft was looked through.
    var seen: String { living.map { "\($0.value.mark):\($0.version)" }.joined(separator: " ") }
  }

  private func ground(_ call: Call<SignedIn>) async throws -> Ground {
    let last = try await ProgressNotePages.load(call, meetings)
    let living = try await meetings.store.livingMandates()
    let own = Set(try await meetings.store.overview().meetings.filter { $0.body == last.meeting.body }.map(\.id))
    let taken = last.mandatesForNextMeeting(of: living.map(\.value), meetings: own)
    let versions = Dictionary(living.map { ($0.value.id, $0) }) { first, _ in first }
    return Ground(last: try await withSources(last, of: taken), living: taken.compactMap { versions[$0.id] })
  }

  /// The dossier with the documents that give mandates of other meetings.
  private func withSources(_ dossier: MeetingDossier, of mandates: [Mandate]) async throws -> MeetingDossier {
    var dossier = dossier
    let missing = Set(mandates.map(\.source)).subtracting(dossier.documents.map(\.id))
    dossier.documents += try await meetings.store.things(MeetingDocument.self, missing.map(\.description)).map(\.value)
    let known = Set(dossier.mandates.map(\.id))
    dossier.mandates += mandates.filter { !known.contains($0.id) }
    return dossier
  }

  private func draft(_ ground: Ground, _ choices: NextAgendaChoices) throws -> NextAgenda {
    let words = DraftWords(dossier: ground.last, words: meetings.words)
    return try ground.last.draftingNext(
      from: ground.living.map(\.value), choices, ids: .derived(for: choices.mark), sentence: words.sentence)
  }

  // MARK: Pages

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let ground = try await ground(call)
    let typed = DraftChoicesForm.typed(after: ground.last)
    return .page(try page(ground, typed, .none, call))
  }

  /// Shows the draft again with what was chosen, or creates the meeting.
  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let (ground, typed) = (try await ground(call), try await call.form())
    do {
      let choices = try DraftChoicesForm.choices(typed, ground.living.map(\.value))
      guard typed["look"] == nil else { return .page(try page(ground, typed, .none, call)) }
      guard typed["seen"] == ground.seen else { throw CannotDraftAgenda.changedSinceSeen }
      guard try await meetings.store.meeting(choices.mark) == nil else { throw CannotDraftAgenda.nameTaken }
      try await create(try draft(ground, choices), ground, call)
      return .redirect(
        to: "\(MeetingListPage.url)/\(choices.mark)", notice: Message("meetings.mandates.draft.created"))
    } catch let problem as CannotDraftAgenda {
      return .page(try page(ground, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      return try refused(.changedSinceSeen, ground, typed, call)
    } catch is UniqueViolation {
      return try refused(.nameTaken, ground, typed, call)
    }
  }

  private func refused(_ problem: CannotDraftAgenda, _ ground: Ground, _ typed: FormData, _ call: Call<SignedIn>) throws -> Answer {
    .page(try page(ground, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  /// The meeting and every mandate that it states, in one commit.
  private func create(_ draft: NextAgenda, _ ground: Ground, _ call: Call<SignedIn>) async throws {
    let versions = Dictionary(ground.living.map { ($0.value.id, $0.version) }) { first, _ in first }
    var change = Change()
    try change.keep(draft.meeting, over: 0, as: "meetingDrafted", by: .officer(call.who), at: call.now)
    for mandate in draft.mandates {
      try change.keep(mandate, over: versions[mandate.id] ?? 0, as: "mandateStated", by: .officer(call.who), at: call.now)
    }
    try await meetings.store.commit(change)
  }

  private func page(_ ground: Ground, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) throws -> Page {
    let words = call.words
    let mandates = ground.living.map(\.value)
    var shown: NextAgenda?
    var general = errors
    do {
      shown = try draft(ground, (try? DraftChoicesForm.choices(typed, mandates)) ?? DraftChoicesForm.fallback(ground.last))
    } catch let problem as CannotDraftAgenda {
      general = FormErrors(problem, in: words)
    }
    let url = "\(MeetingListPage.url)/\(ground.last.meeting.mark)/draft-next"
    return Page(
      words("meetings.mandates.draft.page"), trail: ProgressNotePages.trail(ground.last, words), classification: .internalUse,
      hasErrors: !general.isEmpty
    ) {
      tag("p", .css("lead")) { words("meetings.mandates.draft.lead", ["count": .integer(mandates.count)]) }
      if let shown {
        form(
          call, to: url, submit: words("meetings.mandates.draft.create"), errors: general,
          cancel: (words("meetings.mandates.cancel"), FollowUpPage.url(ground.last.meeting)),
          other: (words("meetings.mandates.draft.look"), "look", "yes")
        ) {
          hiddenField("seen", ground.seen)
          DraftChoicesForm.fields(shown, mandates, ground.last, typed, general, words)
        }
        DraftPreview(draft: shown, last: ground.last, words: words).html
      } else {
        general.summary(words)
      }
    }
  }
}

extension DraftIdentities {
  /// The identifiers that a file with the same short names would have.
  static func derived(for mark: Mark) -> DraftIdentities {
    DraftIdentities(
      meeting: .derived(from: DerivedName.meeting(mark)), item: { .derived(from: DerivedName.part("item", $0, of: mark)) },
      expectation: { .derived(from: DerivedName.part("expectation", $0, of: mark)) },
      panel: { .derived(from: DerivedName.part("panel", $0, of: mark)) },
      band: { .derived(from: DerivedName.part("session", $0, of: mark)) })
  }
}
