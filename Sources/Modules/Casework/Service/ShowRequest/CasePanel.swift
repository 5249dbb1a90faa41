// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Storage
import Web

/// A part of the page of a request that another use case adds: files, people, tracks.
struct CasePanel: Sendable {
  /// Draws it; `.nothing` when there is nothing to show and nothing to do.
  let draw: @Sendable (CaseView) async throws -> HTML
}

/// What a panel is drawn from.
struct CaseView: Sendable {
  let found: Versioned<RegisteredRequest>
  let call: Call<SignedIn>
  let casework: Casework

  var request: RegisteredRequest { found.value }
  var words: Words { call.words }
  /// The address of the request's page.
  var url: String { "/cases/\(found.value.id)" }
  /// The day in the authority's time zone.
  var today: CalendarDay { CalendarDay(call.now, in: casework.zone) }
}

extension CasePanel {
  /// The panels in their order on the page, between the items and the timeline.
  static let all: [CasePanel] = [
    .corrections,
    .travel,
    .offered,
    .rooms,
    LetterPanel.panel,
    .tracks,
    .files,
    .subjects,
    .translations,
    .links,
    .tasks,
    .guarded,
    .access,
    .retention,
  ]
}
