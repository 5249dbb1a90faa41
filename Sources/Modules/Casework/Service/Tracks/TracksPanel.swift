// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

extension CasePanel {
  /// What goes on beside the items of a request: what is bound, what was undertaken, persons, property, courts.
  static let tracks = CasePanel { view in
    let tracks = try await view.casework.store.tracks(of: view.request.id, for: view.call.who.reader)
    let isActing = view.call.who.may("casework.decide")
    let beginnings = isActing ? RecordAct.all.filter { $0.begins && $0.isOffered(view.request, nil) } : []
    // What began cannot begin again: an extradition has one track.
    let hasExtradition = tracks.contains { $0.kind == .extradition }
    let open = beginnings.filter { $0.kind != .extradition || !hasExtradition }
    guard !tracks.isEmpty || !open.isEmpty else { return .nothing }
    let words = view.words
    return HTML {
      tag("h2", .id("tracks")) { words("casework.tracks") }
      for track in tracks {
        tag("section", .css("record")) {
          TrackView(track: track, words: words, today: view.today).html
          if isActing { acts(on: track, view) }
        }
      }
      if !open.isEmpty {
        tag("h3") { words("casework.tracks.begin") }
        tag("ul", .css("acts")) {
          for act in open { tag("li") { link("\(view.url)/tracks/begin/\(act.name)", words("casework.track.act.\(act.name)")) } }
        }
      }
    }
  }

  private static func acts(on track: AnyTrack, _ view: CaseView) -> HTML {
    let offered = RecordAct.all.filter {
      !$0.begins && $0.kind == track.kind && view.call.who.may($0.permission) && $0.isOffered(view.request, track.value)
    }
    guard !offered.isEmpty else { return .nothing }
    return tag("ul", .css("acts")) {
      for act in offered {
        tag("li") { link("\(view.url)/tracks/\(track.id)/acts/\(act.name)", view.words("casework.track.act.\(act.name)")) }
      }
    }
  }
}

/// A track as pages show it: what it is, whether something waits, what it says.
struct TrackView: Sendable {
  let track: AnyTrack
  let words: Words
  let today: CalendarDay

  var html: HTML {
    HTML {
      tag("h3") {
        track.value.title(words)
        HTML(" ")
        waiting
      }
      facts
    }
  }

  /// Whether something waits, and by when.
  var waiting: HTML {
    guard let task = track.value.task else { return badge(words("casework.tracks.nothingWaits"), .ok) }
    guard let due = task.dueOn else { return badge(words("casework.tracks.waits"), .attention) }
    return HTML {
      badge(words("casework.tracks.waitsBy", ["day": .text(words.date(due))]), due < today ? .refused : .attention)
      if due < today {
        HTML(" ")
        badge(words("casework.overdue"), .refused)
      }
    }
  }

  var facts: HTML {
    let shown = track.value as? any ShownRecord
    let lines = track.value.lines(words) + (shown?.standing(words, on: today) ?? [])
    return HTML {
      Web.facts(lines.map { ($0.label, $0.isTyped ? typedText($0.value) : HTML($0.value)) })
      shown?.detail(words) ?? .nothing
    }
  }
}
