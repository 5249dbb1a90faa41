// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// What a session asks of delegates and of those who service it, on their start pages.
struct SessionHome: Sendable {
  let meetings: Meetings

  /// A delegation's place in the lists, and the way to its desk.
  @Sendable func delegate(_ call: Call<SignedIn>) async throws -> HTML {
    guard let meeting = try await DeskPages(meetings: meetings).places(call).first else { return .nothing }
    let words = call.words
    let accounts = try await meetings.store.delegateAccounts(ofOfficer: call.who.officer)
    let delegation = accounts.first { $0.meeting == meeting.id }?.delegation
    let lists = try await meetings.store.speakersLists(of: meeting.id)
    let bodies = try await meetings.store.bodies()
    return panel(words("meetings.session.desk"), .info) {
      tag("p") {
        tag("a", .href("\(DeskPages.url)/\(meeting.mark)")) {
          MeetingText.name(of: meeting, body: bodies.first { $0.id == meeting.body }, words)
        }
      }
      DeskPages.time(meeting, at: call.now, words)
      if let delegation {
        tag("ul") {
          for item in meeting.items {
            if let list = lists[item.id], let place = list.place(of: delegation) {
              tag("li") {
                SessionText.item(item, words)
                " · "
                words("meetings.session.yourPlace", ["place": .integer(place)])
              }
            }
          }
        }
      }
    }
  }

  /// The meetings of today: who speaks, how many wait.
  @Sendable func officer(_ call: Call<SignedIn>) async throws -> HTML {
    let today = try await meetings.store.meetingsInSession(on: call.today)
    guard !today.isEmpty else { return .nothing }
    let words = call.words
    let bodies = try await meetings.store.bodies()
    var parts: [HTML] = []
    for meeting in today {
      let lists = try await meetings.store.speakersLists(of: meeting.id)
      let delegations = try await meetings.store.delegations(of: meeting.id)
      parts.append(
        HTML {
          tag("p") {
            tag("a", .href("\(MeetingListPage.url)/\(meeting.mark)/speakers")) {
              MeetingText.name(of: meeting, body: bodies.first { $0.id == meeting.body }, words)
            }
          }
          DeskPages.time(meeting, at: call.now, words)
          tag("ul") {
            for item in meeting.items {
              if let list = lists[item.id], list.standing == .open || list.speaking != nil || !list.waiting.isEmpty {
                tag("li") {
                  tag("a", .href("\(MeetingListPage.url)/\(meeting.mark)/items/\(item.id)/speakers")) { SessionText.item(item, words) }
                  " · "
                  if let request = list.speaking { SessionText.name(delegations.first { $0.id == request.delegation }, words) }
                  " "
                  words("meetings.session.waitingCount", ["count": .integer(list.waiting.count)])
                }
              }
            }
          }
        })
    }
    return panel(words("meetings.session.today"), .info) { parts }
  }
}
