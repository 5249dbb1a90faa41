// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Kernel
import Localisation
import Web

extension CasePanel {
  /// Files and evidence on the page of a request.
  static let files = CasePanel { view in
    let files = try await view.casework.store.records(CaseFile.self, of: view.request.id, for: view.call.who.reader).map(\.value)
    let mayAdd = view.call.who.may("casework.file")
    guard !files.isEmpty || mayAdd else { return .nothing }
    let words = view.words
    let scans = files.isEmpty ? [:] : try await view.casework.scans(of: view.request.id)
    return HTML {
      tag("h2") { words("casework.files.title") }
      if files.isEmpty {
        tag("p", .css("hint")) { words("casework.files.none") }
      } else {
        tag("ul", .css("records")) {
          for file in files {
            tag("li") { FileLine(file: file, scans: scans, url: view.url, today: view.today, words: words).html }
          }
        }
      }
      tag("p", .css("actions")) {
        if mayAdd { link("\(view.url)/files/new", words("casework.files.add"), .css("button secondary")) }
        if !files.isEmpty { link("\(view.url)/files", words("casework.files.list")) }
      }
    }
  }
}

/// A file in a list: what it is, how long, what the scan said, whether it must go back.
struct FileLine: Sendable {
  let file: CaseFile
  /// What the virus scan said, by digests.
  let scans: [String: ScanResult]
  /// The address of the request's page.
  let url: String
  let today: CalendarDay
  let words: Words

  var html: HTML {
    HTML {
      tag("p") {
        link("\(url)/files/\(file.id)", file.title, .dir("auto"))
        HTML(" · \(words("casework.files.kind.\(file.kind.rawValue)"))")
        if !file.items.isEmpty { HTML(" · \(words.list(file.items.map(\.rawValue)))") }
      }
      if let content = file.content {
        let scan = scans[content.sha256]
        tag("p", .css("hint")) {
          words.bytes(content.size)
          HTML(" ")
          FileMarks(words: words).scan(scan)
          if scan != .infected {
            HTML(" ")
            link("\(url)/files/\(file.id)/content", words("casework.files.download"))
          }
        }
      }
      FileMarks(words: words).returning(file, on: today)
    }
  }
}

/// The marks of a file: what the scan said, whether it must go back.
struct FileMarks: Sendable {
  let words: Words

  func scan(_ scan: ScanResult?) -> HTML {
    switch scan {
    case .clean: badge(words("casework.files.scan.clean"), .ok)
    case .infected: badge(words("casework.files.scan.infected"), .refused)
    case .notScanned: badge(words("casework.files.scan.notScanned"))
    case nil: badge(words("casework.files.scan.gone"), .refused)
    }
  }

  func returning(_ file: CaseFile, on today: CalendarDay) -> HTML {
    if let day = file.returnedOn { return badge(words("casework.files.returnedOn", ["day": .text(words.date(day))]), .ok) }
    guard file.isToReturn else { return .nothing }
    return HTML {
      badge(
        file.returnDuty?.dueOn.map { words("casework.files.returnBy", ["day": .text(words.date($0))]) } ?? words("casework.files.toReturn"),
        .attention)
      if file.isReturnOverdue(on: today) {
        HTML(" ")
        badge(words("casework.overdue"), .refused)
      }
    }
  }
}
